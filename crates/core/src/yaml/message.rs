//! The YAML parser's errors in the words and with the lines of go-yaml, which kubectl reads manifests with.

use super::YamlError;
use super::build::{SPENT, UNSUPPORTED_KEY, UNSUPPORTED_VALUE};

/// kubectl's message for an error of our parser about this text.
pub(super) fn of(error: &serde_yaml::Error, text: &str) -> YamlError {
    let shown = error.to_string();
    if shown.contains(SPENT) || shown.contains("repetition limit exceeded") {
        return plain(SPENT);
    }
    if shown.contains("recursion limit exceeded") {
        return too_deep();
    }
    if let Some(own) = [UNSUPPORTED_KEY, UNSUPPORTED_VALUE].into_iter().find(|own| shown.contains(own)) {
        return YamlError { message: format!("error converting YAML to JSON: {own}"), line: line_of(error) };
    }
    let (problem, rest) = shown.split_once(" at line ").unwrap_or((&shown, ""));
    let line = number(rest);
    if problem.ends_with("unknown anchor") {
        return plain(&format!("unknown anchor '{}' referenced", anchor(text, rest)));
    }
    let context = rest.split_once(", ").map_or("", |(_, context)| context);
    placed(problem, line, is_scanners(problem, context))
}

/// The depth is ours (128 levels), the words are go-yaml's about its own.
pub(super) fn too_deep() -> YamlError {
    plain("exceeded max depth of 128")
}

fn line_of(error: &serde_yaml::Error) -> Option<usize> {
    error.location().map(|location| location.line())
}

fn plain(problem: &str) -> YamlError {
    YamlError { message: format!("error converting YAML to JSON: yaml: {problem}"), line: None }
}

/// go-yaml counts lines from 0 except in errors of its scanner, and leaves out a line 0. Follows `parser.fail`.
fn placed(problem: &str, line: Option<usize>, scanner: bool) -> YamlError {
    let problem = in_gos_words(problem);
    let shown = line.filter(|line| *line > 1).map(|line| if scanner { line } else { line - 1 });
    let place = shown.map_or(String::new(), |line| format!("line {line}: "));
    YamlError {
        message: format!("error converting YAML to JSON: yaml: {place}{problem}"),
        line: Some(line.unwrap_or(1)),
    }
}

fn in_gos_words(problem: &str) -> &str {
    match problem.split_once(" at position ").map_or(problem, |(problem, _)| problem) {
        "found a tab character that violates intendation" => {
            "found a tab character that violates indentation"
        }
        problem => problem,
    }
}

/// Whether the scanner found the problem, not the parser: its contexts say so, and some problems that come without.
fn is_scanners(problem: &str, context: &str) -> bool {
    const CONTEXTS: [&str; 4] = [
        "while scanning",
        "while parsing a quoted scalar",
        "while parsing a tag",
        "while parsing a %TAG directive",
    ];
    CONTEXTS.iter().any(|scanners| context.starts_with(scanners))
        || problem.ends_with("not allowed in this context")
        || problem == "could not find expected ':'"
}

fn number(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// The name after the `*` at the place that an error ends with, `LINE column COLUMN`.
fn anchor<'t>(text: &'t str, place: &str) -> &'t str {
    let column = place.split_once(" column ").and_then(|(_, column)| number(column));
    let line = number(place).and_then(|line| text.lines().nth(line.checked_sub(1)?));
    let (Some(line), Some(column)) = (line, column) else { return "" };
    let start = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    let name = line[start..].trim_start_matches('*');
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(name.len());
    &name[..end]
}
