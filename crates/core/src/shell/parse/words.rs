//! Taking a script apart: operators, and words with their quotes and expansions.

use super::{Piece, Token, Word};

/// The operators, longest first.
const OPERATORS: [&str; 20] = [
    "2>&1", "1>&2", ">&2", "&>>", "2>>", "1>>", "&&", "||", ";;", ">>", "&>", "2>", "1>", "|", "&", ";", "<",
    ">", "(", ")",
];

/// Takes a script apart.
///
/// # Errors
/// For quotes and substitutions that are not closed.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r']);
        if let Some(after) = rest.strip_prefix("\\\n") {
            rest = after;
        } else if rest.is_empty() {
            return Ok(tokens);
        } else if rest.starts_with('#') {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(after) = rest.strip_prefix('\n') {
            tokens.push(Token::Operator(";"));
            rest = after;
        } else if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            tokens.push(Token::Operator(operator));
            rest = &rest[operator.len()..];
        } else {
            let (word, after) = word(rest)?;
            tokens.push(Token::Word(word));
            rest = after;
        }
    }
}

/// Reads one word from the start of a text.
fn word(text: &str) -> Result<(Word, &str), String> {
    let mut word = Word::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        match letter {
            ' ' | '\t' | '\n' | '\r' | '|' | '&' | ';' | '<' | '>' | '(' | ')' => break,
            '\'' => {
                let end = rest[1..].find('\'').ok_or("unterminated quoted string")?;
                word.push(Piece::Text(rest[1..=end].into(), true));
                rest = &rest[end + 2..];
            }
            '"' => rest = double_quoted(&rest[1..], &mut word)?,
            '\\' => {
                let escaped = rest[1..].chars().next();
                word.push(Piece::Text(escaped.map(String::from).unwrap_or_default(), true));
                rest = &rest[1 + escaped.map_or(0, char::len_utf8)..];
            }
            '$' | '`' => rest = expansion(rest, false, &mut word)?,
            letter => {
                push(&mut word, letter, false);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    Ok((word, rest))
}

fn push(word: &mut Word, letter: char, quoted: bool) {
    match word.last_mut() {
        Some(Piece::Text(text, same)) if *same == quoted => text.push(letter),
        _ => word.push(Piece::Text(letter.into(), quoted)),
    }
}

fn double_quoted<'t>(text: &'t str, word: &mut Word) -> Result<&'t str, String> {
    let mut rest = text;
    word.push(Piece::Text(String::new(), true));
    loop {
        let letter = rest.chars().next().ok_or("unterminated quoted string")?;
        match letter {
            '"' => return Ok(&rest[1..]),
            '\\' if rest[1..].starts_with(['"', '\\', '$', '`']) => {
                push(word, char::from(rest.as_bytes()[1]), true);
                rest = &rest[2..];
            }
            '$' | '`' => rest = expansion(rest, true, word)?,
            letter => {
                push(word, letter, true);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
}

/// Reads `$NAME`, `${NAME}`, `$(…)` or `` `…` ``.
fn expansion<'t>(text: &'t str, quoted: bool, word: &mut Word) -> Result<&'t str, String> {
    if let Some(inner) = text.strip_prefix('`') {
        let end = inner.find('`').ok_or("unterminated backquote")?;
        word.push(Piece::Output(inner[..end].into(), quoted));
        return Ok(&inner[end + 1..]);
    }
    let rest = &text[1..];
    if let Some(inner) = rest.strip_prefix('(') {
        let end = closing(inner).ok_or("unterminated command substitution")?;
        word.push(Piece::Output(inner[..end].into(), quoted));
        return Ok(&inner[end + 1..]);
    }
    if let Some(inner) = rest.strip_prefix('{') {
        let end = inner.find('}').ok_or("bad substitution")?;
        word.push(Piece::Variable(inner[..end].into(), quoted));
        return Ok(&inner[end + 1..]);
    }
    let length = match rest.chars().next() {
        Some('?' | '#' | '@' | '*' | '$') => 1,
        _ => rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len()),
    };
    if length == 0 {
        push(word, '$', quoted);
    } else {
        word.push(Piece::Variable(rest[..length].into(), quoted));
    }
    Ok(&rest[length..])
}

/// Where the parenthesis is that closes a substitution.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return Some(at),
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}
