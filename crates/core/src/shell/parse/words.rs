//! Taking a script apart: operators, and words with their quotes and expansions.

use super::{Piece, Token, Word};

/// The operators, longest first.
const OPERATORS: [&str; 23] = [
    "2>&1", "1>&2", ">&2", "&>>", "2>>", "1>>", "<<<", "<<-", "<<", "&&", "||", ";;", ">>", "&>", "2>", "1>",
    "|", "&", ";", "<", ">", "(", ")",
];

/// A here-document whose text begins with the next line.
struct Pending {
    /// The line that ends it.
    end: String,
    /// Whether its delimiter is quoted: then nothing in it is expanded.
    verbatim: bool,
    /// `<<-`: tabs before its lines are dropped.
    unindented: bool,
    /// Which token is to hold it.
    token: usize,
}

/// Takes a script apart.
///
/// # Errors
/// For quotes, substitutions and here-documents that are not closed.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut pending: Vec<Pending> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r']);
        if let Some(after) = rest.strip_prefix("\\\n") {
            rest = after;
        } else if rest.is_empty() {
            return match pending.first() {
                Some(Pending { end, .. }) => {
                    Err(format!("unterminated here-document: it ends with a line {end}"))
                }
                None => Ok(tokens),
            };
        } else if rest.starts_with('#') {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(after) = rest.strip_prefix('\n') {
            tokens.push(Token::Operator(";"));
            rest = after;
            for document in pending.drain(..) {
                let (word, after) = here_document(rest, &document)?;
                tokens[document.token] = Token::Word(word);
                rest = after;
            }
        } else if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            tokens.push(Token::Operator(operator));
            rest = &rest[operator.len()..];
        } else {
            let (word, after) = word(rest)?;
            if let Some(Token::Operator(operator @ ("<<" | "<<-"))) = tokens.last() {
                pending.push(delimiter(&word, *operator == "<<-", tokens.len()));
            }
            tokens.push(Token::Word(word));
            rest = after;
        }
    }
}

fn delimiter(word: &Word, unindented: bool, token: usize) -> Pending {
    let mut end = String::new();
    let mut verbatim = false;
    for piece in word {
        if let Piece::Text(text, quoted) = piece {
            end += text;
            verbatim |= quoted;
        }
    }
    Pending { end, verbatim, unindented, token }
}

/// Reads a here-document from the start of a text. Its words are expanded as within double quotes.
fn here_document<'t>(text: &'t str, document: &Pending) -> Result<(Word, &'t str), String> {
    let mut content = String::new();
    let mut rest = text;
    loop {
        if rest.is_empty() {
            return Err(format!("unterminated here-document: it ends with a line {}", document.end));
        }
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = if document.unindented { line.trim_start_matches('\t') } else { line };
        if line.trim_end_matches('\r') == document.end {
            let word =
                if document.verbatim { vec![Piece::Text(content, true)] } else { expansions(&content)? };
            return Ok((word, after));
        }
        content.push_str(line);
        content.push('\n');
        rest = after;
    }
}

/// A text with expansions, in which quotes are letters.
fn expansions(text: &str) -> Result<Word, String> {
    let mut word = vec![Piece::Text(String::new(), true)];
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        match letter {
            '\\' if rest[1..].starts_with(['\\', '$', '`']) => {
                push(&mut word, char::from(rest.as_bytes()[1]), true);
                rest = &rest[2..];
            }
            '\\' if rest[1..].starts_with('\n') => rest = &rest[2..],
            '$' | '`' => rest = expansion(rest, true, &mut word)?,
            letter => {
                push(&mut word, letter, true);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    Ok(word)
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
                if escaped == Some('\n') {
                    rest = &rest[2..];
                    continue;
                }
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
            '\\' if rest[1..].starts_with('\n') => rest = &rest[2..],
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
