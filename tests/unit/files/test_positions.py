"""On which line the scanner finds keys and elements."""

import json
import tomllib

import pytest

from counterfoil.adapters.files.positions import Path, json_positions, toml_positions

TOML = '''\
# a comment with [brackets] and "quotes
top = 1

[table]
"quoted key" = "a # no comment"
'literal.key' = 'C:\\'
dotted . inner = 2
text = """
[not.a.table]
x = 1
ends with two quotes"""""
raw = \'\'\'
]]\'\'\'\'
list = [
  1, # one
  [ 2,
    { a = 3, b.c = 4 } ],

  "]",
] # done
moment = 1979-05-27 07:32:00Z

[[rule]]
id = "a"

  [[rule.part]]
  id = "a0"
  [rule.part.inner]
  deep = true
  [[rule.part]]
  id = "a1"

[[rule]] # another
id = "b"
[rule.table]
x = {}
[[rule.part]]
id = "b0"

[a.b."c d"]
e = []
'''

LINES: dict[Path, int] = {
    ("top",): 2,
    ("table",): 4,
    ("table", "quoted key"): 5,
    ("table", "literal.key"): 6,
    ("table", "dotted"): 7,
    ("table", "dotted", "inner"): 7,
    ("table", "text"): 8,
    ("table", "raw"): 12,
    ("table", "list"): 14,
    ("table", "list", 0): 15,
    ("table", "list", 1): 16,
    ("table", "list", 1, 0): 16,
    ("table", "list", 1, 1): 17,
    ("table", "list", 1, 1, "a"): 17,
    ("table", "list", 1, 1, "b"): 17,
    ("table", "list", 1, 1, "b", "c"): 17,
    ("table", "list", 2): 19,
    ("table", "moment"): 21,
    ("rule",): 23,
    ("rule", 0): 23,
    ("rule", 0, "id"): 24,
    ("rule", 0, "part"): 26,
    ("rule", 0, "part", 0): 26,
    ("rule", 0, "part", 0, "id"): 27,
    ("rule", 0, "part", 0, "inner"): 28,
    ("rule", 0, "part", 0, "inner", "deep"): 29,
    ("rule", 0, "part", 1): 30,
    ("rule", 0, "part", 1, "id"): 31,
    ("rule", 1): 33,
    ("rule", 1, "id"): 34,
    ("rule", 1, "table"): 35,
    ("rule", 1, "table", "x"): 36,
    ("rule", 1, "part"): 37,
    ("rule", 1, "part", 0): 37,
    ("rule", 1, "part", 0, "id"): 38,
    ("a",): 40,
    ("a", "b"): 40,
    ("a", "b", "c d"): 40,
    ("a", "b", "c d", "e"): 41,
}


def test_toml_keys_and_elements_are_found_on_their_lines() -> None:
    assert tomllib.loads(TOML)

    assert toml_positions(TOML).lines == LINES


def test_windows_line_ends_count_as_one() -> None:
    assert toml_positions(TOML.replace("\n", "\r\n")).lines == LINES


def test_what_does_not_stand_in_the_file_is_found_at_what_is_around_it() -> None:
    found = toml_positions(TOML)

    assert found.line(("rule", 0, "part", 1, "missing")) == 30
    assert found.line(("nowhere", "at", "all")) is None
    assert found.line(()) is None


JSON = """\
{
  "a": [1, {"b": "x, ] } \\" y"},
    -1.5e3, true, null, []
  ],
  "k\\u00e9y" : {
  },
  "a": 2
}
"""


def test_json_keys_and_elements_are_found_on_their_lines() -> None:
    assert json.loads(JSON)

    found = json_positions(JSON)

    assert found.lines == {
        ("a",): 2,
        ("a", 0): 2,
        ("a", 1): 2,
        ("a", 1, "b"): 2,
        ("a", 2): 3,
        ("a", 3): 3,
        ("a", 4): 3,
        ("a", 5): 3,
        ("kéy",): 5,
    }
    assert found.repeated == ((("a",), 7),)


@pytest.mark.parametrize("text", ["1", ' "x" ', "[]", "{}", "\n[1]\n"])
def test_json_of_any_kind_is_scanned(text: str) -> None:
    assert set(json_positions(text).lines) <= {(0,)}
