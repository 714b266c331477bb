//! Manifests: a text of YAML or JSON to the documents in it, with kubectl's messages for what cannot be read.

mod build;
mod message;

use serde::de::DeserializeSeed;
use serde_json::Value;
use std::fmt;

/// The largest text that is read, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// How deep `[` and `{` may be nested in each other before a text is not even tried. The parser behind looks at every
/// open one for each word, which would let a short text take hours; 128 levels is all that it gives in the end.
const DEEPEST_FLOW: usize = 256;

/// Why a text could not be read further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// kubectl's words, to be put after `error: error parsing FILE: `. Its line counts from the document's start.
    pub message: String,
    /// The line in the whole text, from 1, where it is known.
    pub line: Option<usize>,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

/// What a text holds: the documents up to the first that cannot be read, and why that one cannot.
/// kubectl works the same way: it applies what came before the error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documents {
    /// The documents that are not empty, in order, objects' keys sorted.
    pub values: Vec<Value>,
    /// What stopped the reading.
    pub error: Option<YamlError>,
}

/// Reads every document of a text, YAML or JSON. Of keys given twice the last counts, as in kubectl.
#[must_use]
pub fn documents(text: &str) -> Documents {
    if text.len() > LARGEST {
        return Documents { values: Vec::new(), error: Some(too_large(text.len())) };
    }
    json_documents(text).unwrap_or_else(|| yaml_documents(text))
}

fn too_large(length: usize) -> YamlError {
    YamlError { message: format!("the text has {length} bytes, at most {LARGEST} can be read"), line: None }
}

/// The documents when the text is JSON objects, one after the other.
fn json_documents(text: &str) -> Option<Documents> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
    values.ok().map(|values| Documents { values, error: None })
}

fn yaml_documents(text: &str) -> Documents {
    let mut documents = Documents::default();
    for (first_line, chunk) in split(text) {
        match document(chunk) {
            Ok(Value::Null) => {}
            Ok(value) => documents.values.push(value),
            Err(mut error) => {
                error.line = error.line.map(|line| line + first_line);
                documents.error = Some(error);
                break;
            }
        }
    }
    documents
}

/// The parts between lines of `---`, each with the number of lines before it. Follows `YAMLReader` of apimachinery.
fn split(text: &str) -> Vec<(usize, &str)> {
    let (mut parts, mut start, mut first_line, mut position) = (Vec::new(), 0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if is_separator(line) {
            parts.push((first_line, &text[start..position]));
            (start, first_line) = (position + line.len(), number + 1);
        }
        position += line.len();
    }
    parts.push((first_line, &text[start..]));
    parts
}

fn is_separator(line: &str) -> bool {
    let rest = line.strip_prefix("---").map(str::trim);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

fn document(text: &str) -> Result<Value, YamlError> {
    if flow_depth(text) > DEEPEST_FLOW {
        return Err(message::too_deep());
    }
    let budget = build::Budget::of(text.len());
    let Some(document) = serde_yaml::Deserializer::from_str(text).next() else { return Ok(Value::Null) };
    build::Node(&budget).deserialize(document).map_err(|error| message::of(&error, text))
}

/// At most how deep the flow collections of a text are nested: what could open one counts, what closes one always does.
fn flow_depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut before) = (0_usize, 0, b'\n');
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' if b" \t\r\n[{,:\"'-?".contains(&before) => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
        before = byte;
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn read(text: &str) -> String {
        let Documents { values, error } = documents(text);
        let lines: String = values.iter().map(|value| format!("{value}\n")).collect();
        error.map_or(lines.clone(), |error| format!("{lines}{:?}: {error}\n", error.line))
    }

    #[test]
    fn documents_are_parted_as_kubectl_parts_them() {
        expect![[r#"
            {"a":1}
            {"---x":"y","b":"---"}
            {"c":3}
        "#]]
        .assert_eq(&read("---\na: 1\n--- # two\n\n---\nb: '---'\n---x: y\n---\n# nothing\n---\nc: 3"));
    }

    #[test]
    fn values_keep_their_types() {
        expect![[r#"
            {"1":"i","a":1,"b":1,"c":"1","d":true,"e":null,"f":16,"g":1000,"h":18446744073709551615,"j":"tagged","k":"2024-01-01","l":"x\ny\n","m":"0644","n":"yes","replicas":4}
        "#]].assert_eq(&read(
            "a: 1\nb: 1.0\nc: '1'\nd: true\ne: ~\nf: 0x10\ng: 1e3\nh: 18446744073709551615\n1: i\n\
             j: !odd tagged\nk: 2024-01-01\nl: |\n  x\n  y\nm: 0644\nn: yes\nreplicas: 3\nreplicas: 4\n",
        ));
    }

    #[test]
    fn anchors_and_merges_are_followed() {
        expect![[r#"
            {"a":{"k":1,"l":2},"b":{"k":1,"l":2},"c":{"k":1,"l":3},"d":{"k":1,"l":2,"m":4}}
        "#]]
        .assert_eq(&read("a: &x {k: 1, l: 2}\nb: *x\nc: {<<: *x, l: 3}\nd: {<<: [*x, {m: 4}]}\n"));
    }

    #[test]
    fn json_is_read_as_it_is() {
        expect![[r#"
            {"a":[1,null]}
            {"b":"é"}
        "#]]
        .assert_eq(&read("\n{\"a\": [1, null]}\n{\"b\": \"\\u00e9\"}"));
    }

    #[test]
    fn errors_are_worded_as_kubectl_does() {
        let texts = [
            "apiVersion: apps/v1\nkind: StatefulSet\n  metadata: {name: web\n",
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n\tname: web\n",
            "a: b: c",
            "a: 1\n---\nb: 2\nc: [1, 2\nd: 3\n",
            "a:\n- b\n c: d\n",
            "a: 1\nb: 'open\n",
            "a: 1\nb: *nope\n",
            "a: 1\n- b\n",
            "a: 1\nb: @x\n",
            "a: {b: 1\nc: 2}\nd: %\n",
            "a: .inf\n",
            "a: 1\n? [b]\n: c\n",
            "a: \u{1}\n",
            "a: 1\nb: \"\\q\"\n",
        ];
        expect![[r#"
            "apiVersion: apps/v1\nkind: StatefulSet\n  metadata: {name: web\n"
            Some(3): error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n\tname: web\n"
            Some(4): error converting YAML to JSON: yaml: line 4: found character that cannot start any token
            "a: b: c"
            Some(1): error converting YAML to JSON: yaml: mapping values are not allowed in this context
            "a: 1\n---\nb: 2\nc: [1, 2\nd: 3\n"
            {"a":1}
            Some(5): error converting YAML to JSON: yaml: line 2: did not find expected ',' or ']'
            "a:\n- b\n c: d\n"
            Some(3): error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context
            "a: 1\nb: 'open\n"
            Some(3): error converting YAML to JSON: yaml: line 3: found unexpected end of stream
            "a: 1\nb: *nope\n"
            None: error converting YAML to JSON: yaml: unknown anchor 'nope' referenced
            "a: 1\n- b\n"
            Some(2): error converting YAML to JSON: yaml: line 1: did not find expected key
            "a: 1\nb: @x\n"
            Some(2): error converting YAML to JSON: yaml: line 2: found character that cannot start any token
            "a: {b: 1\nc: 2}\nd: %\n"
            Some(2): error converting YAML to JSON: yaml: line 1: did not find expected ',' or '}'
            "a: .inf\n"
            Some(1): error converting YAML to JSON: json: unsupported value
            "a: 1\n? [b]\n: c\n"
            Some(1): error converting YAML to JSON: unsupported map key
            "a: \u{1}\n"
            Some(1): error converting YAML to JSON: yaml: control characters are not allowed
            "a: 1\nb: \"\\q\"\n"
            Some(2): error converting YAML to JSON: yaml: line 2: found unknown escape character
        "#]].assert_eq(&texts.map(|text| format!("{text:?}\n{}", read(text))).concat());
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            bomb += &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", "));
        }
        expect![[r#"
            None: error converting YAML to JSON: yaml: document contains excessive aliasing
        "#]]
        .assert_eq(&read(&bomb));
    }

    #[test]
    fn a_long_list_aliased_often_is_refused() {
        let list = "x, ".repeat(10_000);
        let text = format!("a: &a [{list}]\nb: [{}]\n", "*a, ".repeat(10_000));
        expect![[r#"
            None: error converting YAML to JSON: yaml: document contains excessive aliasing
        "#]]
        .assert_eq(&read(&text));
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let nested = ["[".repeat(200), "[".repeat(1_000_000), "- ".repeat(100_000), "a: {".repeat(300)];
        let errors = nested.map(|text| format!("{:?}\n", documents(&text).error.map(|error| error.message)));
        expect![[r#"
            Some("error converting YAML to JSON: yaml: exceeded max depth of 128")
            Some("error converting YAML to JSON: yaml: exceeded max depth of 128")
            Some("error converting YAML to JSON: yaml: exceeded max depth of 128")
            Some("error converting YAML to JSON: yaml: exceeded max depth of 128")
            None: the text has 10485761 bytes, at most 10485760 can be read
        "#]]
        .assert_eq(&(errors.concat() + &read(&" ".repeat(LARGEST + 1))));
    }

    #[test]
    fn a_long_text_of_anything_is_read_or_refused() {
        for unit in ["a", "- a\n", "\u{1}", "[],", "a: b\n", "&a ", "{", "*", "\"", "# ", "? ", "!t "] {
            let text = unit.repeat(LARGEST / 40 / unit.len());
            let Documents { values, error } = documents(&text);
            assert!(values.len() <= 1 || error.is_none());
        }
    }
}
