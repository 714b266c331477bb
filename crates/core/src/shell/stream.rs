//! Commands that rewrite what streams through a pipe: `awk`, `base64`, `sed`, `tr`, `xargs`, as far as people use them behind
//! kubectl.

use super::Io;
use super::files::complain;
use super::machine::Shell;
use super::text::{find, input, lines};
use crate::base64;

/// `sed`: `s/old/new/`, `s/old/new/g`, `/pattern/d`; with `-i` in the files themselves.
pub(super) fn sed(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let in_place = words.iter().any(|word| word == "-i");
    let mut rest: Vec<&String> =
        words.iter().filter(|word| !matches!(word.as_str(), "-i" | "-e" | "-E" | "-r")).collect();
    if rest.is_empty() {
        io.err += "sed: a script is missing\n";
        return 1;
    }
    let script = rest.remove(0);
    let Some(edit) = Edit::parse(script) else {
        io.err += &format!("sed: {script}: only s/old/new/, s/old/new/g and /pattern/d are simulated\n");
        return 1;
    };
    if !in_place {
        let Ok(text) = input(shell, "sed", &rest, stdin, io) else { return 1 };
        lines(io, text.lines().filter_map(|line| edit.line(line)));
        return 0;
    }
    for name in rest {
        let edited = shell.read(name).map(|text| {
            text.lines().filter_map(|line| edit.line(line)).map(|line| line + "\n").collect::<String>()
        });
        if let Err(problem) = edited.and_then(|text| shell.write(name, &text, false)) {
            return complain(io, "sed", name, problem);
        }
    }
    0
}

/// What `sed` does to each line.
enum Edit {
    Substitute { old: String, new: String, all: bool },
    Delete(String),
}

impl Edit {
    fn parse(script: &str) -> Option<Edit> {
        if let Some(pattern) = script.strip_prefix('/').and_then(|rest| rest.strip_suffix("/d")) {
            return Some(Edit::Delete(pattern.into()));
        }
        let rest = script.strip_prefix('s')?;
        let delimiter = rest.chars().next().filter(|c| c.is_ascii_punctuation())?;
        let mut parts = rest[1..].split(delimiter);
        let (old, new, flags) = (parts.next()?.into(), parts.next()?.into(), parts.next()?);
        let plain = parts.next().is_none() && matches!(flags, "" | "g");
        plain.then_some(Edit::Substitute { old, new, all: flags == "g" })
    }

    fn line(&self, line: &str) -> Option<String> {
        match self {
            Edit::Delete(pattern) => find(line, pattern).is_none().then(|| line.into()),
            Edit::Substitute { old, new, all } => Some(substitute(line, old, new, *all)),
        }
    }
}

fn substitute(line: &str, old: &str, new: &str, all: bool) -> String {
    let mut done = String::new();
    let mut rest = line;
    while let Some((start, end)) = find(rest, old) {
        done += &rest[..start];
        done += &new.replace("\\n", "\n").replace('&', &rest[start..end]);
        rest = &rest[end..];
        if !all || end == start || old.starts_with('^') {
            break;
        }
    }
    done + rest
}

/// `awk`: `{print $1}`, `{print $1, $NF}`, after `NR>1`, `NR==2` or `/pattern/`; `-F` for what stands between fields.
pub(super) fn awk(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let mut separator = None;
    let mut rest = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.strip_prefix("-F") {
            Some("") => separator = words.next().map(String::as_str),
            Some(given) => separator = Some(given),
            None => rest.push(word),
        }
    }
    let program = if rest.is_empty() { "" } else { rest.remove(0).trim() };
    let parsed = program.split_once('{').and_then(|(when, action)| {
        let fields = action.trim_end().strip_suffix('}')?.trim().strip_prefix("print")?.trim();
        Some((when.trim(), fields))
    });
    let Some((when, fields)) = parsed else {
        io.err +=
            &format!("awk: {program}: only {{print $1, …}} is simulated, after NR>1, NR==1 or /pattern/\n");
        return 2;
    };
    let Ok(text) = input(shell, "awk", &rest, stdin, io) else { return 2 };
    for (at, line) in text.lines().enumerate() {
        if chosen(when, at + 1, line) {
            lines(io, [print(fields, line, separator)]);
        }
    }
    0
}

fn chosen(when: &str, number: usize, line: &str) -> bool {
    if let Some(pattern) = when.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        return find(line, pattern).is_some();
    }
    let number_after = |operator: &str| -> Option<usize> {
        when.replace(' ', "").strip_prefix("NR")?.strip_prefix(operator)?.parse().ok()
    };
    let above = number_after(">").is_none_or(|least| number > least);
    above && number_after("==").is_none_or(|only| number == only)
}

/// The fields that a `print` names; commas are blanks, texts stand for themselves.
fn print(fields: &str, line: &str, separator: Option<&str>) -> String {
    let all: Vec<&str> = match separator {
        Some(separator) => line.split(separator).collect(),
        None => line.split_whitespace().collect(),
    };
    let mut out = String::new();
    let mut rest = fields;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            ',' => out.push(' '),
            '"' => {
                let (text, after) = rest.split_once('"').unwrap_or((rest, ""));
                out += text;
                rest = after;
            }
            '$' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                out += match &rest[..end] {
                    "0" => line,
                    "NF" => all.last().copied().unwrap_or(""),
                    number => number
                        .parse::<usize>()
                        .ok()
                        .and_then(|n| all.get(n.checked_sub(1)?).copied())
                        .unwrap_or(""),
                };
                rest = &rest[end..];
            }
            _ => {}
        }
    }
    if fields.is_empty() { line.into() } else { out }
}

/// `base64`, and with `-d` back.
pub(super) fn base64(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.starts_with('-'));
    let Ok(text) = input(shell, "base64", &names, stdin, io) else { return 1 };
    if !options.iter().any(|option| matches!(option.as_str(), "-d" | "-D" | "--decode")) {
        io.out += &format!("{}\n", base64::encode(&text));
        return 0;
    }
    match base64::decode(&text) {
        Some(text) => io.out += &text,
        None => io.err += "base64: invalid input\n",
    }
    i32::from(base64::decode(&text).is_none())
}

/// `tr old new`, letter by letter; `tr -d letters`.
pub(super) fn tr(_: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let letters =
        |text: &str| -> Vec<char> { text.replace("\\n", "\n").replace("\\t", "\t").chars().collect() };
    match words {
        [option, old] if option == "-d" => {
            let old = letters(old);
            io.out.extend(stdin.chars().filter(|letter| !old.contains(letter)));
        }
        [old, new] => {
            let (old, new) = (letters(old), letters(new));
            let other = |letter: char| {
                let at = old.iter().position(|known| *known == letter)?;
                new.get(at).or(new.last()).copied()
            };
            io.out.extend(stdin.chars().map(|letter| other(letter).unwrap_or(letter)));
        }
        _ => {
            io.err += "tr: two sets of letters are wanted, or -d and one\n";
            return 1;
        }
    }
    0
}

/// `xargs`: a command with the words of its input.
pub(super) fn xargs(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    xargs_commands(words, stdin).into_iter().fold(0, |status, command| match shell.argv(&command, "", io) {
        0 => status,
        _ => 123,
    })
}

/// The commands that `xargs` with these words makes of its input: one of all its words, or (`-n 1`, `-I {}`) one of each.
pub(super) fn xargs_commands(words: &[String], stdin: &str) -> Vec<Vec<String>> {
    let (mut each, mut place) = (false, None);
    let mut words = words.iter().peekable();
    while let Some(option) = words.next_if(|word| word.starts_with('-')) {
        match option.as_str() {
            "-n" | "-L" => each = words.next().is_some_and(|count| count == "1"),
            "-n1" | "-L1" => each = true,
            "-I" => place = words.next().cloned(),
            option => {
                place =
                    option.strip_prefix("-I").filter(|place| !place.is_empty()).map(String::from).or(place)
            }
        }
    }
    let command: Vec<String> = words.cloned().collect();
    let command = if command.is_empty() { vec!["echo".to_string()] } else { command };
    let given: Vec<String> = match place {
        Some(_) => stdin.lines().map(String::from).collect(),
        None => stdin.split_whitespace().map(String::from).collect(),
    };
    let groups: Vec<&[String]> =
        if each || place.is_some() { given.chunks(1).collect() } else { vec![&given] };
    let of = |group: &[String]| match &place {
        Some(place) => command.iter().map(|word| word.replace(place.as_str(), &group[0])).collect(),
        None => command.iter().chain(group).cloned().collect(),
    };
    groups.into_iter().map(of).collect()
}
