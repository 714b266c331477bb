//! Reading Go templates.

use super::{Base, DEEPEST, Node, Pipe, Read, Term};
use serde_json::Value;

/// Reads a whole template.
pub(super) fn template(text: &str) -> Read<Vec<Node>> {
    let mut rest = text;
    let (nodes, end) = nodes(&mut rest, 0)?;
    if end.is_empty() { Ok(nodes) } else { Err(format!("unexpected {{{{{end}}}}}")) }
}

/// Reads nodes up to the end of the text or to an `end` or `else`, which is returned.
fn nodes<'t>(rest: &mut &'t str, depth: usize) -> Read<(Vec<Node>, &'t str)> {
    if depth > DEEPEST {
        return Err("too deeply nested".into());
    }
    let mut nodes = Vec::new();
    loop {
        let Some((text, after)) = rest.split_once("{{") else {
            nodes.push(Node::Text((*rest).into()));
            *rest = "";
            return Ok((nodes, ""));
        };
        let trims = after.starts_with("- ") || after.starts_with("-\n");
        nodes.push(Node::Text(if trims { text.trim_end() } else { text }.into()));
        let end = closing(after).ok_or("unclosed action")?;
        let mut inner = &after[..end];
        *rest = &after[end + 2..];
        inner = if trims { &inner[1..] } else { inner };
        if let Some(trimmed) = inner.strip_suffix(" -") {
            inner = trimmed;
            *rest = rest.trim_start();
        }
        let inner = inner.trim();
        let (word, argument) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        match word {
            "end" | "else" => return Ok((nodes, inner)),
            "if" | "with" | "range" => nodes.push(block(word, argument, rest, depth)?),
            _ if inner.starts_with("/*") => {}
            _ => nodes.push(Node::Print(pipe(inner)?)),
        }
    }
}

/// Where an action ends, outside of quotes.
fn closing(action: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in action.char_indices() {
        match (quote, letter) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(open), letter) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(letter),
            (None, '}') if action[at..].starts_with("}}") => return Some(at),
            (None, _) => {}
        }
    }
    None
}

fn block(word: &str, argument: &str, rest: &mut &str, depth: usize) -> Read<Node> {
    let (names, argument) = match (word, argument.split_once(":=")) {
        ("range", Some((names, argument))) => {
            (names.split(',').map(|name| name.trim().into()).collect(), argument)
        }
        _ => (Vec::new(), argument),
    };
    let pipe = pipe(argument)?;
    let (body, end) = nodes(rest, depth + 1)?;
    let otherwise = match end.strip_prefix("else").map(str::trim) {
        None if end == "end" => Vec::new(),
        None => return Err("unexpected EOF".into()),
        Some("") => match nodes(rest, depth + 1)? {
            (nodes, "end") => nodes,
            _ => return Err("unexpected EOF".into()),
        },
        Some(next) => {
            let (word, argument) = next.split_once(char::is_whitespace).unwrap_or((next, ""));
            vec![block(word, argument, rest, depth + 1)?]
        }
    };
    Ok(match word {
        "if" => Node::If(pipe, body, otherwise),
        "with" => Node::With(pipe, body, otherwise),
        "range" => Node::Range(names, pipe, body, otherwise),
        other => return Err(format!("unexpected {other:?} after else")),
    })
}

fn pipe(text: &str) -> Read<Pipe> {
    let mut rest = text;
    let pipe = pipeline(&mut rest, 0)?;
    if rest.is_empty() { Ok(pipe) } else { Err(format!("unexpected {rest:?} in operand")) }
}

/// Reads commands up to the end or a closing parenthesis.
fn pipeline(rest: &mut &str, depth: usize) -> Read<Pipe> {
    if depth > DEEPEST {
        return Err("too deeply nested".into());
    }
    let mut pipe = Pipe { set: None, commands: vec![Vec::new()] };
    if let Some((name, after)) = rest.split_once(":=").filter(|(name, _)| name.trim().starts_with('$')) {
        pipe.set = Some(name.trim().into());
        *rest = after;
    }
    loop {
        *rest = rest.trim_start();
        match rest.chars().next() {
            None | Some(')') => break,
            Some('|') => {
                *rest = &rest[1..];
                pipe.commands.push(Vec::new());
            }
            Some(_) => {
                let term = term(rest, depth)?;
                pipe.commands.last_mut().into_iter().for_each(|command| command.push(term.clone()));
            }
        }
    }
    if pipe.commands.iter().any(Vec::is_empty) { Err("missing value for command".into()) } else { Ok(pipe) }
}

fn term(rest: &mut &str, depth: usize) -> Read<Term> {
    let text = *rest;
    if let Some(inner) = text.strip_prefix('(') {
        *rest = inner;
        let pipe = pipeline(rest, depth + 1)?;
        *rest = rest.strip_prefix(')').ok_or("unclosed left paren")?;
        return Ok(Term::Path(Base::Pipe(Box::new(pipe)), fields(rest)));
    }
    if text.starts_with(['"', '`']) {
        return literal(rest);
    }
    let name = take(rest);
    if name.is_empty() {
        return match text.starts_with('.') {
            true => Ok(Term::Path(Base::Dot, fields(rest))),
            false => Err(format!("unexpected {:?} in operand", text.chars().next().unwrap_or(' '))),
        };
    }
    Ok(match name {
        "true" => Term::Literal(true.into()),
        "false" => Term::Literal(false.into()),
        "nil" => Term::Literal(Value::Null),
        name if name.starts_with('$') => Term::Path(Base::Variable(name.into()), fields(rest)),
        name => match name.parse::<i64>() {
            Ok(number) => Term::Literal(number.into()),
            Err(_) => Term::Function(name.into()),
        },
    })
}

/// Takes a word of letters, digits, `_`, `$` and a sign.
fn take<'t>(rest: &mut &'t str) -> &'t str {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-');
    let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    word
}

/// `.a.b`; a dot alone is none.
fn fields(rest: &mut &str) -> Vec<String> {
    let mut fields = Vec::new();
    while let Some(after) = rest.strip_prefix('.') {
        *rest = after;
        match take(rest) {
            "" => break,
            name => fields.push(name.into()),
        }
    }
    fields
}

/// A text in quotes, with Go's escapes, or in backquotes, without.
fn literal(rest: &mut &str) -> Read<Term> {
    let text = *rest;
    if let Some(inner) = text.strip_prefix('`') {
        let (raw, after) = inner.split_once('`').ok_or("unterminated raw quoted string")?;
        *rest = after;
        return Ok(Term::Literal(raw.into()));
    }
    let mut letters = text[1..].char_indices();
    let mut out = String::new();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => {
                *rest = &text[at + 2..];
                return Ok(Term::Literal(out.into()));
            }
            '\\' => out.push(match letters.next().map(|(_, letter)| letter) {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => break,
            }),
            letter => out.push(letter),
        }
    }
    Err("unterminated quoted string".into())
}
