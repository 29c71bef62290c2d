"""Rules of the strict YAML: nothing is guessed, nothing is lost, and every value has its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters import LocatedYaml, load_yaml
from csp_toolkit.parameters.located_yaml import read_yaml


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.yaml"


def load(file: Path, text: str) -> LocatedYaml:
    file.write_text(text, encoding="utf-8")
    return load_yaml(file)


def refusal(file: Path, text: str) -> str:
    with pytest.raises(ParameterError) as caught:
        load(file, text)
    return "\n".join(problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("thurrock", "thurrock"),
        ('"012"', "012"),
        ("'no'", "no"),
        ("2024-25 Q4", "2024-25 Q4"),
        ("2024-25", "2024-25"),
        ("2025-06-30", "2025-06-30"),  # a date stays text
        ("E22000258", "E22000258"),
        ("12", 12),
        ("0", 0),
        ("-3", -3),
        ("1.5", 1.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("[a, 1]", ["a", 1]),
        ("{a: 1}", {"a": 1}),
        ("Chargé d’études", "Chargé d’études"),
    ],
)
def test_a_value_is_what_is_written(file: Path, text: str, value: Any) -> None:
    found = load(file, f"key: {text}\n").value["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["no", "No", "YES", "on", "Off", "True", "FALSE"])
def test_a_word_that_yaml_takes_for_true_or_false_is_refused(file: Path, text: str) -> None:
    assert refusal(file, f"key: {text}\n") == f'"{text}" would be read as true or false.'


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2025_26", "202526"),
        ("012", "10"),
        ("1:30", "90"),
        ("0x1F", "31"),
        ("0b11", "3"),
        ("+5", "5"),
        ("1_0.5", "10.5"),
        (".inf", "inf"),
        ("1.", "1.0"),
    ],
)
def test_a_word_that_yaml_takes_for_another_number_is_refused(file: Path, text: str, number: str) -> None:
    assert refusal(file, f"key: {text}\n") == f'"{text}" would be read as the number {number}.'


def test_a_refused_word_stays_the_text_that_was_written(file: Path) -> None:
    file.write_text("period: 2025_26\n", encoding="utf-8")
    assert read_yaml(file).value == {"period": "2025_26"}


def test_of_two_equal_keys_neither_wins(file: Path) -> None:
    assert refusal(file, "a: 1\nb: 2\na: 3\n") == 'key "a" is written twice (first on line 1).'
    assert refusal(file, "a:\n  b: 1\n  b: 1\n") == 'key "b" is written twice (first on line 2).'
    assert load(file, "a: {c: 1}\nb: {c: 1}\n").value == {"a": {"c": 1}, "b": {"c": 1}}


@pytest.mark.parametrize("key", ["no", "12", "2025_26", "2024-01-01", "null", "<<", "="])
def test_a_key_that_is_not_read_as_a_word_is_refused(file: Path, key: str) -> None:
    assert refusal(file, f"{key}: {{a: 1}}\n") == f'the key "{key}" would not be read as a word.'


@pytest.mark.parametrize("text", ["!!python/name:os.system x", "!secret x", "!!binary eA=="])
def test_a_tag_builds_nothing(file: Path, text: str) -> None:
    assert "would not be read as text" in refusal(file, f"key: {text}\n")


def test_a_list_as_a_key_is_refused(file: Path) -> None:
    assert refusal(file, "? [a]\n: 1\n") == "a key is a word, not a list or more keys."


def test_every_problem_is_reported_at_once_in_the_order_of_lines(file: Path) -> None:
    with pytest.raises(ParameterError) as caught:
        load(file, "a: no\nb: 012\nc:\na: 1\n")
    assert sorted(problem.line or 0 for problem in caught.value.problems) == [1, 2, 3, 4]


def test_every_value_knows_its_line_counted_from_1(file: Path) -> None:
    located = load(file, "# comment\na: 1\nb:\n  - x\n  - y: 2\n    z: 3\n")
    assert located.line_of(("a",)) == 2
    assert located.line_of(("b",)) == 3
    assert located.line_of(("b", 0)) == 4
    assert located.line_of(("b", 1, "z")) == 6


def test_what_is_not_there_has_the_line_of_what_is_around_it(file: Path) -> None:
    located = load(file, "a: 1\nb:\n  - y: 2\n")
    assert located.line_of(("b", 0, "absent")) == 3
    assert located.line_of(("absent",)) is None


def test_lines_are_the_same_with_windows_line_ends_and_a_byte_order_mark(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert load_yaml(file).line_of(("b",)) == 2


def test_a_file_that_is_not_there_is_named_as_the_user_calls_it(file: Path) -> None:
    with pytest.raises(ParameterError, match=r"^parameters/a\.yaml: there is no such file$"):
        load_yaml(file, Path("parameters/a.yaml"))


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="cannot be read"):
        load_yaml(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb\nc: 2\n", 2, "a key has no colon after it."),
        ("a: b: c\n", 1, "a colon stands inside a value, or the indentation is uneven."),
        ("a: 1\n\tb: 2\n", 2, "a tab stands where spaces belong."),
        ("a: 'x\nb: 1\n", 1, "a quotation mark is not closed."),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, "a bracket is not closed."),
        ("a:\n    b: 1\n  c: 2\n", 3, "this line is not indented like those above."),
        ("a: &x 1\n", 1, "& and * (one value in several places) are not read here."),
        ("a: *x\n", 1, "& and * (one value in several places) are not read here."),
        ("a: \x01\n", None, "a control character stands in the file."),
        ("a: @x\n", 1, "this is not YAML."),
    ],
)
def test_text_that_is_not_yaml_is_explained_with_its_line(
    file: Path, text: str, line: int | None, message: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        load(file, text)
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [(line, message)]


texts = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
scalars = st.one_of(texts, st.integers(-(10**6), 10**6), st.booleans(), st.none())
trees = st.dictionaries(
    texts,
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
    ),
    max_size=4,
)


@given(trees)
def test_whatever_is_written_with_quotation_marks_where_needed_reads_back(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, Any]
) -> None:
    file = tmp_path_factory.getbasetemp() / "tree.yaml"
    # PyYAML quotes every text that it would take for something else; it never needs an anchor here.
    text = yaml.dump(tree, Dumper=_WithoutAnchors, allow_unicode=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    assert load_yaml(file).value == tree


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_but_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(text, encoding="utf-8", errors="replace", newline="")
    located = read_yaml(file)
    assert located.lines or located.problems


class _WithoutAnchors(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True
