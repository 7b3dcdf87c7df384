"""How the shipped models were made. Nothing in the product imports this package."""
