//! The shell's language: words with quotes and expansions, redirections, pipes, lists, groups, `if` and `for`.

mod words;

use words::tokens;

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it stands; whether it was quoted.
    Text(String, bool),
    /// `$NAME`; whether within quotes.
    Variable(String, bool),
    /// `$(…)`; whether within quotes.
    Output(String, bool),
}

/// A word.
pub(super) type Word = Vec<Piece>;

/// Where output goes, or where input comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Redirect {
    /// `> file`, `>> file`, `2> file`, `&> file`.
    To { out: bool, err: bool, append: bool, file: Word },
    /// `< file`.
    From(Word),
    /// `<< END`, with the text up to that line; `<<< word`.
    Here(Word),
    /// `2>&1`.
    ErrToOut,
    /// `1>&2`.
    OutToErr,
}

/// A command, simple or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Words, with assignments before them.
    Simple { set: Vec<(String, Word)>, words: Vec<Word> },
    /// One's output is the next one's input.
    Pipe(Vec<Node>),
    /// The second only if the first was well.
    And(Box<Node>, Box<Node>),
    /// The second only if the first was not.
    Or(Box<Node>, Box<Node>),
    /// The other way round.
    Not(Box<Node>),
    /// One after the other.
    List(Vec<Node>),
    /// `if … then … else … fi`.
    If(Box<Node>, Box<Node>, Option<Box<Node>>),
    /// `for name in words; do … done`.
    For(String, Vec<Word>, Box<Node>),
    /// `while … do … done`; `until` has its condition turned round.
    While(Box<Node>, Box<Node>),
    /// Something with redirections.
    Redirected(Box<Node>, Vec<Redirect>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(Word),
    Operator(&'static str),
}

/// What a script lacks whose end is still to come: a quote that is not closed, a loop without its `done`. None for one
/// that can be run, or never will be.
pub(crate) fn lacks(text: &str) -> Option<String> {
    let backslashes = text.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if backslashes % 2 == 1 {
        return Some("the line goes on".into());
    }
    let problem = parse(text).err()?;
    (problem.starts_with("unterminated") || problem == MORE).then_some(problem)
}

/// The words of a line that is one plain command: without operators, expansions and assignments.
pub(crate) fn plain_words(line: &str) -> Option<Vec<String>> {
    literal_words(&parse(line).ok()?)
}

/// The words of a plain command.
pub(super) fn literal_words(node: &Node) -> Option<Vec<String>> {
    let Node::Simple { set, words } = node else { return None };
    let literal = |word: &Word| {
        let text = |piece: &Piece| match piece {
            Piece::Text(text, quoted) => {
                let stands = *quoted || !(text.contains('*') || super::braces::expanded(text).is_some());
                stands.then(|| text.clone())
            }
            Piece::Variable(..) | Piece::Output(..) => None,
        };
        word.iter().map(text).collect::<Option<String>>()
    };
    if set.is_empty() && !words.is_empty() { words.iter().map(literal).collect() } else { None }
}

/// The problem of a script that breaks off.
const MORE: &str = "syntax error: unexpected end of file";

/// How deep a line may be nested.
const DEEPEST: usize = 40;
/// How many commands `&&` and `||` may join.
const LONGEST: usize = 200;

/// Reads a script.
///
/// # Errors
/// With what is wrong, in a few words.
pub(super) fn parse(text: &str) -> Result<Node, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let node = parser.list(&[])?;
    match parser.peek() {
        None => Ok(node),
        Some(token) => Err(unexpected(token)),
    }
}

fn unexpected(token: &Token) -> String {
    match token {
        Token::Operator(operator) => format!("syntax error near unexpected token `{operator}'"),
        Token::Word(word) => {
            format!("syntax error near unexpected token `{}'", plain(word).unwrap_or_default())
        }
    }
}

/// A word that is plain text without quotes.
fn plain(word: &Word) -> Option<String> {
    match word.as_slice() {
        [Piece::Text(text, false)] => Some(text.clone()),
        _ => None,
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn takes(&mut self, operator: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Operator(known)) if *known == operator);
        self.at += usize::from(found);
        found
    }

    fn is_reserved(&self, names: &[&str]) -> bool {
        let Some(Token::Word(word)) = self.peek() else { return false };
        plain(word).is_some_and(|text| names.contains(&text.as_str()))
    }

    fn takes_reserved(&mut self, name: &str) -> bool {
        let found = self.is_reserved(&[name]);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, name: &str) -> Result<(), String> {
        if self.takes_reserved(name) {
            return Ok(());
        }
        Err(self.peek().map_or_else(|| MORE.into(), unexpected))
    }

    /// Commands up to the end or one of these words.
    fn list(&mut self, ends: &[&str]) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("too deeply nested".into());
        }
        let mut nodes = Vec::new();
        loop {
            while self.takes(";") || self.takes("&") {}
            let closed = matches!(self.peek(), None | Some(Token::Operator(")")));
            if closed || self.is_reserved(ends) {
                break;
            }
            nodes.push(self.and_or()?);
            if !matches!(self.peek(), None | Some(Token::Operator(";" | "&" | ")")))
                && !self.is_reserved(ends)
            {
                return Err(self.peek().map_or_else(String::new, unexpected));
            }
        }
        self.depth -= 1;
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::List(nodes) })
    }

    fn and_or(&mut self) -> Result<Node, String> {
        let mut node = self.pipe()?;
        let mut length = 0;
        loop {
            let and = self.takes("&&");
            if !and && !self.takes("||") {
                return Ok(node);
            }
            length += 1;
            if length > LONGEST {
                return Err("too many commands in a row".into());
            }
            while self.takes(";") {}
            let next = Box::new(self.pipe()?);
            node = if and { Node::And(Box::new(node), next) } else { Node::Or(Box::new(node), next) };
        }
    }

    fn pipe(&mut self) -> Result<Node, String> {
        let mut not = false;
        while self.takes_reserved("!") {
            not = !not;
        }
        let node = self.plain_pipe()?;
        Ok(if not { Node::Not(Box::new(node)) } else { node })
    }

    fn plain_pipe(&mut self) -> Result<Node, String> {
        let mut nodes = vec![self.command()?];
        while self.takes("|") {
            while self.takes(";") {}
            nodes.push(self.command()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Pipe(nodes) })
    }

    fn command(&mut self) -> Result<Node, String> {
        let mut redirects = Vec::new();
        let node = if self.takes("(") {
            let node = self.list(&[])?;
            if !self.takes(")") {
                return Err(MORE.into());
            }
            node
        } else if self.takes_reserved("{") {
            let node = self.list(&["}"])?;
            self.expect("}")?;
            node
        } else if self.takes_reserved("if") {
            self.branch()?
        } else if self.takes_reserved("for") {
            self.for_loop()?
        } else if self.takes_reserved("while") {
            let condition = self.list(&["do"])?;
            Node::While(Box::new(condition), Box::new(self.body()?))
        } else if self.takes_reserved("until") {
            let condition = Node::Not(Box::new(self.list(&["do"])?));
            Node::While(Box::new(condition), Box::new(self.body()?))
        } else {
            self.simple(&mut redirects)?
        };
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        Ok(if redirects.is_empty() { node } else { Node::Redirected(Box::new(node), redirects) })
    }

    fn branch(&mut self) -> Result<Node, String> {
        self.depth += 1;
        let node = if self.depth > DEEPEST { Err("too deeply nested".into()) } else { self.branches() };
        self.depth -= 1;
        node
    }

    fn branches(&mut self) -> Result<Node, String> {
        let condition = self.list(&["then"])?;
        self.expect("then")?;
        let then = self.list(&["else", "elif", "fi"])?;
        let otherwise = if self.takes_reserved("elif") {
            return Ok(Node::If(Box::new(condition), Box::new(then), Some(Box::new(self.branch()?))));
        } else if self.takes_reserved("else") {
            Some(Box::new(self.list(&["fi"])?))
        } else {
            None
        };
        self.expect("fi")?;
        Ok(Node::If(Box::new(condition), Box::new(then), otherwise))
    }

    fn for_loop(&mut self) -> Result<Node, String> {
        let Some(Token::Word(name)) = self.peek().cloned() else {
            return Err("syntax error: bad for loop variable".into());
        };
        self.at += 1;
        let name = plain(&name).ok_or("syntax error: bad for loop variable")?;
        let mut words = Vec::new();
        if self.takes_reserved("in") {
            while let Some(Token::Word(word)) = self.peek().cloned() {
                words.push(word);
                self.at += 1;
            }
        }
        while self.takes(";") {}
        Ok(Node::For(name, words, Box::new(self.body()?)))
    }

    fn body(&mut self) -> Result<Node, String> {
        self.expect("do")?;
        let body = self.list(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn simple(&mut self, redirects: &mut Vec<Redirect>) -> Result<Node, String> {
        let (mut set, mut words) = (Vec::new(), Vec::new());
        loop {
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            let Some(Token::Word(word)) = self.peek().cloned() else { break };
            self.at += 1;
            match assignment(&word).filter(|_| words.is_empty()) {
                Some(pair) => set.push(pair),
                None => words.push(word),
            }
        }
        if set.is_empty() && words.is_empty() && redirects.is_empty() {
            return Err(self.peek().map_or_else(|| MORE.into(), unexpected));
        }
        Ok(Node::Simple { set, words })
    }

    fn redirect(&mut self) -> Result<Option<Redirect>, String> {
        let Some(Token::Operator(operator)) = self.peek() else { return Ok(None) };
        let operator = *operator;
        let to = |out, err, append, file| Redirect::To { out, err, append, file };
        match operator {
            "2>&1" => {
                self.at += 1;
                return Ok(Some(Redirect::ErrToOut));
            }
            "1>&2" | ">&2" => {
                self.at += 1;
                return Ok(Some(Redirect::OutToErr));
            }
            ">" | "1>" | ">>" | "1>>" | "2>" | "2>>" | "&>" | "&>>" | "<" | "<<" | "<<-" | "<<<" => {
                self.at += 1
            }
            _ => return Ok(None),
        }
        let Some(Token::Word(file)) = self.peek().cloned() else {
            return Err(self
                .peek()
                .map_or_else(|| "syntax error near unexpected token `newline'".into(), unexpected));
        };
        self.at += 1;
        Ok(Some(match operator {
            "<" => Redirect::From(file),
            "<<" | "<<-" => Redirect::Here(file),
            "<<<" => Redirect::Here(file.into_iter().chain([Piece::Text("\n".into(), true)]).collect()),
            "2>" | "2>>" => to(false, true, operator == "2>>", file),
            "&>" | "&>>" => to(true, true, operator == "&>>", file),
            _ => to(true, false, operator.ends_with(">>"), file),
        }))
    }
}

/// `NAME=word` before a command.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let (first, rest) = word.split_first()?;
    let Piece::Text(text, false) = first else { return None };
    let (name, value) = text.split_once('=')?;
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if name.is_empty() || !letters || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value = std::iter::once(Piece::Text(value.into(), false)).chain(rest.iter().cloned());
    Some((name.into(), value.collect()))
}
