//! Go templates as people give them to `-o go-template`: fields, pipelines, `range`, `if`, `with`, variables, and the
//! functions of package text/template that they use, with kubectl's own `base64decode` and `exists`.

mod call;
mod parse;

use super::failure::Failure;
use serde_json::Value;

/// A template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GoTemplate {
    text: String,
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Text(String),
    Print(Pipe),
    If(Pipe, Vec<Node>, Vec<Node>),
    With(Pipe, Vec<Node>, Vec<Node>),
    /// The names of the place and of the element, if they have names.
    Range(Vec<String>, Pipe, Vec<Node>, Vec<Node>),
}

/// Commands of which each gets what the one before it gave, as its last argument.
#[derive(Clone, Debug, PartialEq)]
struct Pipe {
    /// The variable that gets the result; nothing is printed then.
    set: Option<String>,
    commands: Vec<Vec<Term>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Literal(Value),
    Function(String),
    /// `.a.b`, `$.a`, `$x.a`, `(…).a`: where to begin, and the fields from there.
    Path(Base, Vec<String>),
}

#[derive(Clone, Debug, PartialEq)]
enum Base {
    Dot,
    Variable(String),
    Pipe(Box<Pipe>),
}

type Read<T> = Result<T, String>;

/// How deep templates may be nested, and how much they may write.
const DEEPEST: usize = 40;
const LARGEST: usize = 1 << 20;

impl GoTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<GoTemplate, Failure> {
        let nodes = parse::template(text).map_err(|problem| {
            Failure::error(format!("error parsing template {text}, template: output:1: {problem}"))
        })?;
        Ok(GoTemplate { text: text.into(), nodes })
    }

    /// What it gives for an object.
    ///
    /// # Errors
    /// When it asks something of a value that this does not have.
    pub fn print(&self, value: &Value) -> Result<String, Failure> {
        let mut run = Run { variables: vec![("$".into(), value.clone())], out: String::new() };
        run.nodes(&self.nodes, value).map_err(|problem| {
            Failure::error(format!("error executing template {:?}: template: output:1: {problem}", self.text))
        })?;
        Ok(run.out)
    }
}

/// A template at work.
struct Run {
    variables: Vec<(String, Value)>,
    out: String,
}

impl Run {
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Read<()> {
        let known = self.variables.len();
        for node in nodes {
            self.node(node, dot)?;
            if self.out.len() > LARGEST {
                return Err("it writes too much".into());
            }
        }
        self.variables.truncate(known);
        Ok(())
    }

    fn node(&mut self, node: &Node, dot: &Value) -> Read<()> {
        match node {
            Node::Text(text) => self.out += text,
            Node::Print(pipe) => {
                let value = self.pipe(pipe, dot)?;
                if pipe.set.is_none() {
                    self.out += &call::shown(&value);
                }
            }
            Node::If(pipe, then, otherwise) => {
                let holds = call::truth(&self.pipe(pipe, dot)?);
                return self.nodes(if holds { then } else { otherwise }, dot);
            }
            Node::With(pipe, then, otherwise) => {
                let value = self.pipe(pipe, dot)?;
                return if call::truth(&value) {
                    self.nodes(then, &value)
                } else {
                    self.nodes(otherwise, dot)
                };
            }
            Node::Range(names, pipe, body, otherwise) => {
                return self.range(names, pipe, body, otherwise, dot);
            }
        }
        Ok(())
    }

    fn range(
        &mut self,
        names: &[String],
        pipe: &Pipe,
        body: &[Node],
        otherwise: &[Node],
        dot: &Value,
    ) -> Read<()> {
        let elements: Vec<(Value, Value)> = match self.pipe(pipe, dot)? {
            Value::Array(list) => {
                list.into_iter().enumerate().map(|(at, value)| (at.into(), value)).collect()
            }
            Value::Object(map) => map.into_iter().map(|(key, value)| (key.into(), value)).collect(),
            Value::Null => Vec::new(),
            other => return Err(format!("range can't iterate over {}", call::shown(&other))),
        };
        if elements.is_empty() {
            return self.nodes(otherwise, dot);
        }
        let known = self.variables.len();
        for (place, element) in elements {
            match names {
                [name] => self.variables.push((name.clone(), element.clone())),
                [key, name, ..] => {
                    self.variables.extend([(key.clone(), place), (name.clone(), element.clone())]);
                }
                [] => {}
            }
            self.nodes(body, &element)?;
            self.variables.truncate(known);
        }
        Ok(())
    }

    fn pipe(&mut self, pipe: &Pipe, dot: &Value) -> Read<Value> {
        let mut value: Option<Value> = None;
        for command in &pipe.commands {
            value = Some(self.command(command, value, dot)?);
        }
        let value = value.unwrap_or_default();
        if let Some(name) = &pipe.set {
            self.variables.push((name.clone(), value.clone()));
        }
        Ok(value)
    }

    fn command(&mut self, terms: &[Term], before: Option<Value>, dot: &Value) -> Read<Value> {
        let Some((first, rest)) = terms.split_first() else { return Err("missing value for command".into()) };
        let Term::Function(name) = first else {
            return match (rest, before) {
                ([], None) => self.term(first, dot),
                _ => Err("can't give argument to non-function".into()),
            };
        };
        let mut arguments = rest.iter().map(|term| self.term(term, dot)).collect::<Read<Vec<Value>>>()?;
        arguments.extend(before);
        call::call(name, &arguments)
    }

    fn term(&mut self, term: &Term, dot: &Value) -> Read<Value> {
        match term {
            Term::Literal(value) => Ok(value.clone()),
            Term::Function(name) => call::call(name, &[]),
            Term::Path(base, fields) => {
                let base = match base {
                    Base::Dot => dot.clone(),
                    Base::Variable(name) => {
                        let known = self.variables.iter().rev().find(|(known, _)| known == name);
                        known.ok_or_else(|| format!("undefined variable {name:?}"))?.1.clone()
                    }
                    Base::Pipe(pipe) => self.pipe(pipe, dot)?,
                };
                fields.iter().try_fold(base, |value, field| field_of(value, field))
            }
        }
    }
}

fn field_of(value: Value, field: &str) -> Read<Value> {
    match value {
        Value::Object(mut map) => Ok(map.remove(field).unwrap_or_default()),
        Value::Null => Err(format!("nil pointer evaluating interface {{}}.{field}")),
        other => Err(format!("can't evaluate field {field} in {}", call::shown(&other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    #[test]
    fn templates_of_tutorials_print_what_they_print() {
        let list = json!({"kind": "List", "items": [
            {"metadata": {"name": "web-0", "labels": {"app": "web", "a/b": "c"}}, "spec": {"n": 1}, "data": {"k": "aGk="}},
            {"metadata": {"name": "web-1"}, "spec": {"n": 2}},
        ]});
        let templates = [
            r#"{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}"#,
            r#"{{range $i, $pod := .items}}{{if $i}}, {{end}}{{$pod.metadata.name}}={{.spec.n}}{{end}}"#,
            r#"{{range .items}}{{if eq .metadata.name "web-1"}}{{printf "%s has %d" .metadata.name .spec.n}}{{else}}- {{end}}{{end}}"#,
            r#"{{(index .items 0).metadata.name}} {{index .items 0 "metadata" "labels" "a/b"}} {{len .items}}"#,
            r#"{{with (index .items 0)}}{{.data.k | base64decode}} {{.nothing}}{{end}}"#,
            "{{- /* a note */ -}}\n  {{- range .items}} {{.metadata.labels}}{{end -}}  \n",
            r#"{{$n := 2}}{{range .items}}{{if and (gt $n .spec.n) (not .spec.none)}}small{{else if le .spec.n $n}}large{{end}} {{end}}"#,
            "{{range .none}}x{{else}}nothing{{end}} {{exists . \"items\"}}",
            "{{.items.name}}",
            "{{range .items}}",
            "{{frobnicate .}}",
            "{{end}}",
        ];
        let shown: String = templates
            .iter()
            .map(|text| {
                let printed = GoTemplate::parse(text).and_then(|template| template.print(&list));
                let printed = printed.unwrap_or_else(|failure| failure.message);
                format!("{}\n", printed.trim_end_matches('\n'))
            })
            .collect();
        expect![[r#"
            web-0
            web-1
            web-0=1, web-1=2
            - web-1 has 2
            web-0 c 2
            hi <no value>
             map[a/b:c app:web] <no value>
            small large 
            nothing true
            error: error executing template "{{.items.name}}": template: output:1: can't evaluate field name in [map[data:map[k:aGk=] metadata:map[labels:map[a/b:c app:web] name:web-0] spec:map[n:1]] map[metadata:map[name:web-1] spec:map[n:2]]]
            error: error parsing template {{range .items}}, template: output:1: unexpected EOF
            error: error executing template "{{frobnicate .}}": template: output:1: function "frobnicate" not defined
            error: error parsing template {{end}}, template: output:1: unexpected {{end}}
        "#]].assert_eq(&shown);
    }
}
