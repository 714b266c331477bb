//! The tokens of an `awk` program.

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A text, or a number as it is written.
    Text(String),
    /// `/pattern/`
    Pattern(String),
    /// A variable, a function or a word of the language.
    Name(String),
    /// An operator or bracket.
    Sign(&'static str),
}

/// The operators, the longer ones first.
const SIGNS: [&str; 31] = [
    "==", "!=", "<=", ">=", "&&", "||", "++", "+=", "!~", "{", "}", "(", ")", "[", "]", ";", ",", "$", "=",
    "<", ">", "~", "!", "+", "-", "*", "/", "%", "?", ":", "|",
];

/// Reads a program.
///
/// # Errors
/// For letters that mean nothing and for texts without an end.
pub(super) fn tokens(program: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = program;
    while let Some(letter) = rest.chars().next() {
        let (token, length) = match letter {
            '\n' => (Some(Token::Sign(";")), 1),
            ' ' | '\t' | '\r' => (None, 1),
            '#' => (None, rest.find('\n').unwrap_or(rest.len())),
            '"' => quoted(rest, '"').map(|(text, length)| (Some(Token::Text(unescaped(&text))), length))?,
            '/' if begins_pattern(tokens.last()) => {
                quoted(rest, '/').map(|(text, length)| (Some(Token::Pattern(text)), length))?
            }
            letter if letter.is_ascii_digit() => {
                let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
                (Some(Token::Text(rest[..end].into())), end)
            }
            letter if letter.is_ascii_alphabetic() || letter == '_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Some(Token::Name(rest[..end].into())), end)
            }
            letter => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| format!("syntax error at or near {letter}"))?;
                (Some(Token::Sign(sign)), sign.len())
            }
        };
        // A line may end behind an opening brace.
        let skips = token == Some(Token::Sign(";"))
            && letter == '\n'
            && matches!(tokens.last(), None | Some(Token::Sign("{" | "," | "&&" | "||")));
        tokens.extend(token.filter(|_| !skips));
        rest = &rest[length..];
    }
    Ok(tokens)
}

/// A slash begins a pattern where no value stands that it could divide.
fn begins_pattern(before: Option<&Token>) -> bool {
    match before {
        None => true,
        Some(Token::Sign(sign)) => !matches!(*sign, ")" | "]"),
        Some(Token::Text(_) | Token::Name(_) | Token::Pattern(_)) => false,
    }
}

/// What stands between two delimiters, and how long all of it is.
fn quoted(rest: &str, delimiter: char) -> Result<(String, usize), String> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            letter if letter == delimiter => return Ok((text, at + 1)),
            '\\' => {
                text.push('\\');
                text.extend(letters.next().map(|(_, next)| next));
            }
            letter => text.push(letter),
        }
    }
    Err(format!("{delimiter} is not closed"))
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"").replace("\\\\", "\\")
}
