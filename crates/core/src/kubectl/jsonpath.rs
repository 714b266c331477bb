//! JSONPath templates as kubectl has them: `{.items[*].metadata.name}`, `{range .items[*]}…{end}`, filters, slices.

mod parse;

use super::failure::Failure;
use serde_json::Value;

/// A template: what is printed for an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Path(Vec<Step>),
    Range(Vec<Step>, Vec<Part>),
}

/// One step from values to values.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// `.name`, `['name']`
    Field(String),
    /// `..`
    Descend,
    /// `.*`, `[*]`
    Each,
    /// `[1]`, `[-1]`
    Index(i64),
    /// `[1:3:2]`
    Slice(Option<i64>, Option<i64>, i64),
    /// `[0,2]`, `['a','b']`
    Union(Vec<Step>),
    /// `[?(@.a=="b")]`
    Filter(Operand, String, Operand),
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Path(Vec<Step>),
    Literal(Value),
    Nothing,
}

/// How deep templates, filters and values may be nested; nobody writes deeper, and no stack runs out.
const DEEPEST: usize = 64;

type Read<T> = Result<T, String>;

impl Template {
    /// Reads a template with its braces.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Template, Failure> {
        let mut rest = text;
        let parts = parse::parts(&mut rest, false, 0);
        let parts =
            parts.map_err(|message| Failure::error(format!("error parsing jsonpath {text}, {message}")))?;
        Ok(Template { text: text.into(), parts })
    }

    /// Reads a single path, with or without braces and leading dot, as `--sort-by` and custom columns have it.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse_relaxed(text: &str) -> Result<Template, Failure> {
        let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
        let dot = if inner.starts_with(['.', '[']) { "" } else { "." };
        Template::parse(&format!("{{{dot}{inner}}}"))
    }

    /// What it prints for a value.
    ///
    /// # Errors
    /// When an index is beyond its list.
    pub fn print(&self, value: &Value) -> Result<String, Failure> {
        let mut out = String::new();
        print(&self.parts, value, &mut out).map_err(|message| self.failure(&message))?;
        Ok(out)
    }

    /// The values that its paths select.
    ///
    /// # Errors
    /// When an index is beyond its list.
    pub fn values<'v>(&self, value: &'v Value) -> Result<Vec<&'v Value>, Failure> {
        let mut found = Vec::new();
        for part in &self.parts {
            if let Part::Path(steps) = part {
                found.extend(follow(steps, vec![value]).map_err(|message| self.failure(&message))?);
            }
        }
        Ok(found)
    }

    fn failure(&self, message: &str) -> Failure {
        Failure::error(format!(
            "error executing jsonpath {:?}: Error executing template: {message}",
            self.text
        ))
    }
}

/// Prints parts for a value; within a range that is its current element.
fn print(parts: &[Part], at: &Value, out: &mut String) -> Read<()> {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Path(steps) => {
                let texts: Vec<String> = follow(steps, vec![at])?.into_iter().map(show).collect();
                out.push_str(&texts.join(" "));
            }
            Part::Range(steps, inner) => {
                for value in follow(steps, vec![at])? {
                    print(inner, value, out)?;
                }
            }
        }
    }
    Ok(())
}

/// A value as JSONPath prints it: texts bare, the rest as JSON.
pub(crate) fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => crate::revision::go_json(other),
    }
}

fn follow<'v>(steps: &[Step], mut values: Vec<&'v Value>) -> Read<Vec<&'v Value>> {
    for step in steps {
        let mut next = Vec::new();
        for value in values {
            take(step, value, &mut next)?;
        }
        values = next;
    }
    Ok(values)
}

fn take<'v>(step: &Step, value: &'v Value, found: &mut Vec<&'v Value>) -> Read<()> {
    match step {
        Step::Field(name) => found.extend(value.get(name)),
        Step::Descend => descend(value, found, 0),
        Step::Each => found.extend(children(value)),
        Step::Index(at) => found.extend(index(value, *at)?),
        Step::Slice(from, to, by) => found.extend(slice(value, *from, *to, *by)),
        Step::Union(steps) => {
            for step in steps {
                take(step, value, found)?;
            }
        }
        Step::Filter(left, operator, right) => {
            for child in children(value) {
                if holds(left, operator, right, child)? {
                    found.push(child);
                }
            }
        }
    }
    Ok(())
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(object) => object.values().collect(),
        _ => Vec::new(),
    }
}

fn descend<'v>(value: &'v Value, found: &mut Vec<&'v Value>, depth: usize) {
    found.push(value);
    if depth < DEEPEST {
        children(value).into_iter().for_each(|child| descend(child, found, depth + 1));
    }
}

fn index(value: &Value, at: i64) -> Read<Option<&Value>> {
    let Value::Array(list) = value else { return Ok(None) };
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let place = if at < 0 { length.saturating_add(at) } else { at };
    let found = usize::try_from(place).ok().and_then(|place| list.get(place));
    found.map(Some).ok_or_else(|| format!("array index out of bounds: index {at}, length {length}"))
}

fn slice(value: &Value, from: Option<i64>, to: Option<i64>, by: i64) -> Vec<&Value> {
    let Value::Array(list) = value else { return Vec::new() };
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let place = |at: i64| {
        let at = if at < 0 { length.saturating_add(at) } else { at };
        usize::try_from(at.clamp(0, length)).unwrap_or(0)
    };
    let (from, to) = (place(from.unwrap_or(0)), place(to.unwrap_or(length)));
    let by = usize::try_from(by.max(1)).unwrap_or(1);
    list.iter().take(to).skip(from).step_by(by).collect()
}

fn holds(left: &Operand, operator: &str, right: &Operand, at: &Value) -> Read<bool> {
    let value = |operand: &Operand| -> Read<Option<Value>> {
        match operand {
            Operand::Path(steps) => Ok(follow(steps, vec![at])?.first().map(|value| (*value).clone())),
            Operand::Literal(value) => Ok(Some(value.clone())),
            Operand::Nothing => Ok(None),
        }
    };
    let (left, right) = (value(left)?, value(right)?);
    if operator.is_empty() {
        return Ok(left.is_some());
    }
    let (Some(left), Some(right)) = (left, right) else { return Ok(false) };
    let order = match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        _ => Some(show(&left).cmp(&show(&right))),
    };
    Ok(order.is_some_and(|order| match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn print(template: &str) -> String {
        let pods = json!({"items": [
            {"metadata": {"name": "web-0", "labels": {"a.b/c": "x"}}, "status": {"phase": "Running"}, "n": 1},
            {"metadata": {"name": "web-1"}, "status": {"phase": "Pending"}, "n": 2}
        ]});
        let printed = Template::parse(template).and_then(|template| template.print(&pods));
        printed.unwrap_or_else(|failure| failure.message)
    }

    #[test]
    fn paths_select_values() {
        let cases = [
            ("{.items[0].metadata.name}", "web-0"),
            ("{.items[-1].metadata.name}", "web-1"),
            ("{.items[*].metadata.name}", "web-0 web-1"),
            ("{.items[0:1].n}", "1"),
            ("{.items[*]['n']}", "1 2"),
            ("{..name}", "web-0 web-1"),
            ("{.items[0].status}", r#"{"phase":"Running"}"#),
            ("{.items[0].metadata.labels.a\\.b/c}", "x"),
            (r#"{.items[?(@.status.phase=="Running")].metadata.name}"#, "web-0"),
            ("{.items[?(@.n>1)].metadata.name}", "web-1"),
            ("{.nothing}", ""),
            ("{range .items[*]}{.metadata.name}{\"\\t\"}{.n}{\"\\n\"}{end}", "web-0\t1\nweb-1\t2\n"),
            ("names: {.items[*].n}!", "names: 1 2!"),
        ];
        for (template, expected) in cases {
            assert_eq!(print(template), expected, "{template}");
        }
    }

    #[test]
    fn what_is_no_template_is_refused() {
        assert_eq!(print("{.items"), "error: error parsing jsonpath {.items, unclosed action\n");
        assert!(print("{.items[9]}").contains("array index out of bounds: index 9, length 2"));
        assert!(print(&"{range .a}".repeat(1000)).contains("too deeply nested"));
    }
}
