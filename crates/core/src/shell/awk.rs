//! `awk`: patterns and actions on the fields of lines, as one-liners behind kubectl have them.

mod expression;
mod number;
mod tokens;

use super::Io;
use super::machine::Shell;
use super::pattern::Pattern;
use super::text::input;
use expression::is_true;
use number::Number;
use std::collections::{BTreeMap, BTreeSet};
use tokens::{Token, tokens};

/// `awk '{print $1}'`, `awk -F: 'NR>1 {s+=$2} END {print s}'`; `-v name=value` sets a variable.
pub(super) fn awk(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let mut awk = Awk::default();
    let mut rest = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let valued = [("-F", "FS"), ("-v", "")].into_iter().find_map(|(option, name)| {
            word.strip_prefix(option).filter(|_| rest.is_empty()).map(|given| (name, given))
        });
        let Some((name, given)) = valued else {
            rest.push(word);
            continue;
        };
        let given = if given.is_empty() { words.next().map_or("", String::as_str) } else { given };
        let (name, value) =
            if name.is_empty() { given.split_once('=').unwrap_or((given, "")) } else { (name, given) };
        awk.set(name, value.replace("\\t", "\t"));
    }
    let program = if rest.is_empty() { "" } else { rest.remove(0) };
    let read = tokens(program).and_then(|tokens| {
        awk.tokens = tokens;
        awk.check()
    });
    if let Err(problem) = read {
        io.err += &format!("awk: {program}: {problem}\n");
        return 2;
    }
    let Ok(text) = input(shell, "awk", &rest, stdin, io) else { return 2 };
    awk.all(&text);
    io.out += &awk.out;
    if awk.steps == 0 {
        io.err += "awk: this takes too long\n";
    }
    i32::from(awk.steps == 0)
}

/// Whether `awk` with these words treats each line by itself.
pub(super) fn goes_by_line(words: &[String]) -> bool {
    let options = words.iter().take_while(|word| word.starts_with("-F") && word.len() > 2).count();
    let [program] = &words[options..] else { return false };
    let keeps = |token: &Token| match token {
        Token::Name(name) => !matches!(name.as_str(), "print" | "printf" | "length" | "if" | "else" | "NF"),
        Token::Sign(sign) => matches!(*sign, "=" | "+=" | "++"),
        _ => false,
    };
    tokens(program).is_ok_and(|tokens| !tokens.iter().any(keeps))
}

/// What `$((…))` gives, where it is no command: `i + 1`, `$i * 2`. Divisions within are exact, and the whole is cut off.
pub(super) fn calculated(text: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let known: BTreeSet<&String> = variables.keys().collect();
    let mut awk = Awk { variables: variables.clone(), ..Awk::default() };
    awk.tokens = tokens(&format!("BEGIN {{ print int({}) }}", text.replace('$', ""))).ok()?;
    let is_command = |token: &Token| match token {
        Token::Name(name) => !matches!(name.as_str(), "BEGIN" | "print" | "int") && !known.contains(name),
        Token::Text(_) | Token::Pattern(_) | Token::Sign(_) => false,
    };
    if awk.tokens.iter().any(is_command) || awk.check().is_err() {
        return None;
    }
    awk.all("");
    Some(awk.out.trim_end().into())
}

/// How many expressions a run may work out.
const STEPS: usize = 2_000_000;

/// A program at work. Its tokens are read anew for each line: programs are short.
#[derive(Default)]
struct Awk {
    tokens: Vec<Token>,
    at: usize,
    /// Whether what is read is done, or only passed over.
    live: bool,
    depth: usize,
    steps: usize,
    variables: BTreeMap<String, String>,
    line: String,
    fields: Vec<String>,
    out: String,
    /// `next`, `exit` or a mistake: what follows is passed over.
    left: bool,
    over: bool,
}

/// Which rules run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Begin,
    Line,
    End,
}

type Read<T> = Result<T, String>;

impl Awk {
    fn set(&mut self, name: &str, value: String) {
        self.variables.insert(name.into(), value);
    }

    fn get(&self, name: &str) -> String {
        self.variables.get(name).cloned().unwrap_or_default()
    }

    /// Reads the program without doing it.
    fn check(&mut self) -> Read<()> {
        self.steps = STEPS;
        if self.tokens.is_empty() {
            return Err("a program is missing".into());
        }
        self.rules(When::Line, false)
    }

    fn all(&mut self, text: &str) {
        self.steps = STEPS;
        // A program that could be read runs.
        let _ = self.rules(When::Begin, true);
        for (at, line) in text.lines().enumerate() {
            if self.over || self.steps == 0 {
                break;
            }
            self.take(line, at + 1);
            let _ = self.rules(When::Line, true);
        }
        self.over = false;
        let _ = self.rules(When::End, true);
    }

    fn take(&mut self, line: &str, number: usize) {
        let separator = self.get("FS");
        self.fields = match separator.as_str() {
            "" | " " => line.split_whitespace().map(String::from).collect(),
            separator if separator.chars().count() == 1 => line.split(separator).map(String::from).collect(),
            separator => parts(line, separator),
        };
        self.line = line.into();
        self.set("NR", number.to_string());
        self.set("NF", self.fields.len().to_string());
    }

    fn rules(&mut self, when: When, live: bool) -> Read<()> {
        (self.at, self.left) = (0, false);
        while self.at < self.tokens.len() && !self.left {
            if self.takes(";") {
                continue;
            }
            self.live = live;
            let meant = match self.tokens.get(self.at) {
                Some(Token::Name(name)) if name == "BEGIN" || name == "END" => {
                    let own = if name == "BEGIN" { When::Begin } else { When::End };
                    self.at += 1;
                    own == when
                }
                Some(Token::Sign("{")) => when == When::Line,
                _ => {
                    self.live = live && when == When::Line;
                    let value = self.expression()?;
                    self.live && is_true(&value)
                }
            };
            self.live = live && meant;
            if matches!(self.tokens.get(self.at), Some(Token::Sign("{"))) {
                self.statement()?;
            } else if self.live {
                self.out += &format!("{}\n", self.line);
            }
        }
        Ok(())
    }

    fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(known)) if *known == sign);
        self.at += usize::from(found);
        found
    }

    fn takes_name(&mut self, name: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Name(known)) if known == name);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.takes(sign) { Ok(()) } else { Err(format!("syntax error: {sign} is missing")) }
    }

    /// A statement, or several in braces.
    fn statement(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > 50 {
            return Err("too deeply nested".into());
        }
        let done = self.one_statement();
        self.depth -= 1;
        done
    }

    fn one_statement(&mut self) -> Read<()> {
        if self.takes("{") {
            while !self.takes("}") {
                if self.at >= self.tokens.len() {
                    return Err("syntax error: } is missing".into());
                }
                self.statement()?;
            }
        } else if self.takes_name("print") {
            let values = self.list()?;
            let text =
                if values.is_empty() { self.line.clone() } else { values.join(&self.between("OFS", " ")) };
            self.say(&(text + "\n"));
        } else if self.takes_name("printf") {
            let values = self.list()?;
            self.say(&formatted(&values));
        } else if self.takes_name("if") {
            self.branch()?;
        } else if self.takes_name("for") {
            self.each()?;
        } else if self.takes_name("next") || self.takes_name("exit") {
            let exits = matches!(&self.tokens[self.at - 1], Token::Name(name) if name == "exit");
            self.over |= self.live && exits;
            self.left |= self.live;
            self.live = false;
        } else if !self.takes(";") {
            self.expression()?;
        }
        self.takes(";");
        Ok(())
    }

    fn say(&mut self, text: &str) {
        if self.live && self.out.len() < super::run::LARGEST {
            self.out += text;
        }
    }

    fn between(&self, name: &str, otherwise: &str) -> String {
        self.variables.get(name).cloned().unwrap_or_else(|| otherwise.into())
    }

    fn branch(&mut self) -> Read<()> {
        self.expect("(")?;
        let value = self.expression()?;
        self.expect(")")?;
        let live = self.live;
        self.live = live && is_true(&value);
        self.statement()?;
        if self.takes_name("else") {
            self.live = live && !is_true(&value) && !self.left;
            self.statement()?;
        }
        self.live = live && !self.left;
        Ok(())
    }

    /// `for (key in array) …`
    fn each(&mut self) -> Read<()> {
        let only = "only for (key in array) is simulated";
        self.expect("(")?;
        let Some(Token::Name(key)) = self.tokens.get(self.at).cloned() else { return Err(only.into()) };
        self.at += 1;
        let is_in = self.takes_name("in");
        let Some(Token::Name(array)) = self.tokens.get(self.at).cloned().filter(|_| is_in) else {
            return Err(only.into());
        };
        self.at += 1;
        self.expect(")")?;
        let (body, live) = (self.at, self.live);
        let start = format!("{array}[");
        let keys: Vec<String> =
            self.variables.keys().filter_map(|name| name.strip_prefix(&start)).map(String::from).collect();
        for word in keys.into_iter().filter(|_| live) {
            (self.at, self.live) = (body, !self.left);
            self.set(&key, word);
            self.statement()?;
        }
        (self.at, self.live) = (body, false);
        self.statement()?;
        self.live = live && !self.left;
        Ok(())
    }
}

/// The parts of a line between matches of a pattern.
fn parts(line: &str, separator: &str) -> Vec<String> {
    let (pattern, letters) = (Pattern::new(separator, true), line.chars().collect::<Vec<char>>());
    let (mut parts, mut at) = (Vec::new(), 0);
    while let Some((start, end)) =
        pattern.find(&letters, at, |start, end| end > start).and_then(|places| places[0])
    {
        parts.push(letters[at..start].iter().collect());
        at = end;
    }
    parts.push(letters[at..].iter().collect());
    parts
}

/// `printf`: `%s`, `%d`, `%-10s`.
fn formatted(values: &[String]) -> String {
    let Some((format, values)) = values.split_first() else { return String::new() };
    let (mut out, mut values, mut rest) = (String::new(), values.iter(), format.as_str());
    while let Some((before, after)) = rest.split_once('%') {
        out += before;
        let end = after.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(after.len());
        let (width, kind) = after.split_at(end);
        rest = kind.get(1..).unwrap_or("");
        let value = match kind.get(..1) {
            Some("%") => "%".into(),
            Some("d" | "i") => Number::of(values.next().map_or("", String::as_str)).whole().to_string(),
            _ => values.next().cloned().unwrap_or_default(),
        };
        let wide = width.trim_start_matches('-').split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let blanks = " ".repeat(std::cmp::min(wide, 1_000_usize).saturating_sub(value.chars().count()));
        out += &if width.starts_with('-') { value + &blanks } else { blanks + &value };
    }
    out + rest
}
