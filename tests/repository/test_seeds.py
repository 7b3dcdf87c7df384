"""The seeds stay byte for byte what they were."""

import hashlib
from pathlib import Path

SHA256 = {
    "000_a9e284b3a586cc97.txt": "412539f67ad5a34c0b0c074f295a6f9f0ee34107851aac1dc7f511c01dd3b47e",
    "001_07136465d714513c.txt": "5abcf75a6ff310a7e933e575b6bc50518242ce378121cfd12fd6d51d9de91e79",
    "002_626ff165bace647d.txt": "04fc95cefc5e72e22a4a2ce984777de468c56761d2a485b46f23aedbaf1fb442",
    "003_8600435d61c8f557.txt": "9c5372917666a751abcb46b3d0afa260076fee52d676be3cb4cd93d0954568ac",
    "004_8f6c2c971780a576.txt": "6f55c667f834c794be2227379568967771646e1cd08f4283acfe4b7e96d9e569",
}


def test_the_seeds_are_untouched(root: Path) -> None:
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (root / "seeds").glob("*.txt")}
    assert found == SHA256
