// Comfort only: every page reads, and takes a text, without this file and those it loads.
import "./light.js";
import "./follow.js";
import "./send.js";
import "./edit.js";
import "./furniture.js";
import "./keys.js";
