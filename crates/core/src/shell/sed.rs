//! `sed`: substitutions, deletions and prints, for all lines or those that addresses name.

use super::Io;
use super::files::complain;
use super::machine::Shell;
use super::pattern::Pattern;
use super::text::{input, lines};

/// `sed 's/old/new/g'`, `sed -n '2,5p'`, `sed '/pattern/d'`; several with `;` or `-e`; with `-i` in the files themselves.
pub(super) fn sed(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let given = Given::of(words);
    let commands = match read(&given.script, given.extended) {
        Ok(commands) => commands,
        Err(problem) => {
            io.err += &format!("sed: -e expression #1: {problem}\n");
            return 1;
        }
    };
    if !given.in_place {
        let Ok(text) = input(shell, "sed", &given.names, stdin, io) else { return 1 };
        io.out += &edited(commands, given.quiet, &text);
        return 0;
    }
    for name in given.names {
        let edited = shell.read(name).map(|text| edited(commands.clone(), given.quiet, &text));
        if let Err(problem) = edited.and_then(|text| shell.write(name, &text, false)) {
            return complain(io, "sed", name, problem);
        }
    }
    0
}

/// Whether `sed` with these words treats each line by itself.
pub(super) fn goes_by_line(words: &[String]) -> bool {
    let given = Given::of(words);
    let plain = |command: &Command| {
        let counts = matches!(&command.from, Some(Address::Line(_) | Address::Last));
        !counts && command.to.is_none() && !matches!(command.what, What::Quit | What::Number)
    };
    given.names.is_empty() && read(&given.script, given.extended).is_ok_and(|all| all.iter().all(plain))
}

/// What its words say.
#[derive(Default)]
struct Given<'w> {
    script: String,
    names: Vec<&'w String>,
    quiet: bool,
    extended: bool,
    in_place: bool,
}

impl<'w> Given<'w> {
    fn of(words: &'w [String]) -> Given<'w> {
        let mut given = Given::default();
        let (mut scripts, mut rest) = (Vec::new(), Vec::new());
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-e" | "--expression" => scripts.extend(words.next()),
                option if option.len() > 1 && option.starts_with('-') => {
                    given.quiet |= option.contains('n') && !option.starts_with("--");
                    given.extended |= option.contains(['E', 'r']) && !option.starts_with("--");
                    given.in_place |= option.starts_with("-i") || option == "--in-place";
                }
                _ => rest.push(word),
            }
        }
        if scripts.is_empty() && !rest.is_empty() {
            scripts.push(rest.remove(0));
        }
        given.script = scripts.iter().map(|script| format!("{script}\n")).collect();
        given.names = rest;
        given
    }
}

/// What is done to lines, and to which.
#[derive(Clone)]
struct Command {
    from: Option<Address>,
    to: Option<Address>,
    /// `!`: to the others.
    not: bool,
    /// Whether a range has begun and not ended.
    within: bool,
    what: What,
}

#[derive(Clone)]
enum Address {
    Line(usize),
    Last,
    Match(Pattern),
}

#[derive(Clone)]
enum What {
    Delete,
    Print,
    Quit,
    /// `=`: the line's number.
    Number,
    Substitute {
        old: Pattern,
        new: String,
        all: bool,
        print: bool,
    },
}

fn edited(mut commands: Vec<Command>, quiet: bool, text: &str) -> String {
    let mut io = Io::default();
    let count = text.lines().count();
    'lines: for (at, line) in text.lines().enumerate() {
        let mut line = line.to_string();
        let mut over = false;
        for command in &mut commands {
            if !command.is_meant(at + 1, at + 1 == count, &line) {
                continue;
            }
            match &command.what {
                What::Delete => continue 'lines,
                What::Print => lines(&mut io, [&line]),
                What::Quit => over = true,
                What::Number => lines(&mut io, [(at + 1).to_string()]),
                What::Substitute { old, new, all, print } => {
                    let (changed, is_changed) = substitute(&line, old, new, *all);
                    line = changed;
                    if *print && is_changed {
                        lines(&mut io, [&line]);
                    }
                }
            }
            if over {
                break;
            }
        }
        if !quiet {
            lines(&mut io, [line]);
        }
        if over {
            break;
        }
    }
    io.out
}

impl Command {
    fn is_meant(&mut self, number: usize, last: bool, line: &str) -> bool {
        let is = |address: &Address| match address {
            Address::Line(line) => *line == number,
            Address::Last => last,
            Address::Match(pattern) => pattern.is_in(line),
        };
        let meant = match (&self.from, &self.to) {
            (None, _) => true,
            (Some(from), None) => is(from),
            (Some(_), Some(to)) if self.within => {
                let past = matches!(to, Address::Line(end) if *end < number);
                self.within = !is(to) && !past;
                !past
            }
            (Some(from), Some(to)) => {
                let begins = is(from);
                self.within = begins && !matches!(to, Address::Line(end) if *end <= number);
                begins
            }
        };
        meant != self.not
    }
}

/// A line with the pattern replaced once or everywhere, and whether it was there.
pub(super) fn substitute(line: &str, old: &Pattern, new: &str, all: bool) -> (String, bool) {
    let letters: Vec<char> = line.chars().collect();
    let (mut done, mut at, mut changed) = (String::new(), 0, false);
    while let Some(places) = old.find(&letters, at, |_, _| true) {
        let Some((start, end)) = places[0] else { break };
        done.extend(&letters[at..start]);
        changed = true;
        let part = |group: usize| places.get(group).copied().flatten().map(|(from, to)| &letters[from..to]);
        replace(&mut done, new, part);
        at = end;
        if start == end {
            done.extend(letters.get(at));
            at += 1;
        }
        if !all || at > letters.len() {
            break;
        }
    }
    done.extend(letters.get(at..).unwrap_or_default());
    (done, changed)
}

/// The new text, with `&` for what was found and `\1` for a group of it.
fn replace<'l>(done: &mut String, new: &str, part: impl Fn(usize) -> Option<&'l [char]>) {
    let mut letters = new.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '&' => done.extend(part(0).unwrap_or_default()),
            '\\' => match letters.next() {
                Some('n') => done.push('\n'),
                Some('t') => done.push('\t'),
                Some(digit) if digit.is_ascii_digit() => {
                    let group = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                    done.extend(group.and_then(&part).unwrap_or_default());
                }
                other => done.extend(other),
            },
            letter => done.push(letter),
        }
    }
}

/// Reads a script.
fn read(script: &str, extended: bool) -> Result<Vec<Command>, String> {
    let mut rest = script.trim_start_matches(BETWEEN);
    let mut commands = Vec::new();
    while !rest.is_empty() {
        let from = address(&mut rest, extended)?;
        let to = match rest.strip_prefix(',') {
            Some(after) => {
                rest = after;
                let to = address(&mut rest, extended)?;
                Some(to.ok_or("unexpected `,'")?)
            }
            None => None,
        };
        let not = rest.trim_start().strip_prefix('!');
        rest = not.unwrap_or(rest).trim_start();
        let what = what(&mut rest, extended)?;
        commands.push(Command { from, to, not: not.is_some(), within: false, what });
        let end = rest.trim_start_matches([' ', '\t']);
        if !end.is_empty() && !end.starts_with([';', '\n']) {
            return Err("extra characters after command".into());
        }
        rest = end.trim_start_matches(BETWEEN);
    }
    if commands.is_empty() { Err("no previous regular expression".into()) } else { Ok(commands) }
}

/// What stands between two commands.
const BETWEEN: [char; 4] = [';', '\n', ' ', '\t'];

fn address(rest: &mut &str, extended: bool) -> Result<Option<Address>, String> {
    if let Some(after) = rest.strip_prefix('$') {
        *rest = after;
        return Ok(Some(Address::Last));
    }
    if rest.starts_with('/') {
        let text = until(rest, '/').ok_or("unterminated address regex")?;
        *rest = &rest[1..];
        return Ok(Some(Address::Match(Pattern::new(&text, extended))));
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, after) = rest.split_at(digits);
    *rest = after;
    Ok(number.parse().ok().map(Address::Line))
}

/// The text up to the next delimiter, which it begins with.
fn until(rest: &mut &str, delimiter: char) -> Option<String> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                let (_, next) = letters.next()?;
                if next != delimiter {
                    text.push('\\');
                }
                text.push(next);
            }
            letter if letter == delimiter => {
                *rest = &rest[at..];
                return Some(text);
            }
            letter => text.push(letter),
        }
    }
    None
}

fn what(rest: &mut &str, extended: bool) -> Result<What, String> {
    let mut letters = rest.chars();
    let letter = letters.next();
    *rest = letters.as_str();
    Ok(match letter {
        Some('d') => What::Delete,
        Some('p') => What::Print,
        Some('q') => What::Quit,
        Some('=') => What::Number,
        Some('s') => {
            let unterminated = "unterminated `s' command";
            let delimiter = rest.chars().next().ok_or(unterminated)?;
            let old = until(rest, delimiter).ok_or(unterminated)?;
            let new = until(rest, delimiter).ok_or(unterminated)?;
            *rest = &rest[delimiter.len_utf8()..];
            let flags = rest.len() - rest.trim_start_matches(['g', 'p']).len();
            let (flags, after) = rest.split_at(flags);
            *rest = after;
            let old = Pattern::new(&old, extended);
            What::Substitute { old, new, all: flags.contains('g'), print: flags.contains('p') }
        }
        Some(letter) => return Err(format!("unknown command: `{letter}' (here are s, d, p, q and =)")),
        None => return Err("missing command".into()),
    })
}
