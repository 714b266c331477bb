//! Commands that rewrite what streams through a pipe: `base64`, `tr`, `xargs`; and which commands do so line by line.

use super::machine::Shell;
use super::text::input;
use super::{Io, awk, sed};
use crate::base64;

/// Whether a command treats each line that it reads by itself: what it gives is there before all has come.
pub(super) fn goes_by_line(words: &[String]) -> bool {
    let Some((name, words)) = words.split_first() else { return false };
    let names = words.iter().filter(|word| !word.starts_with('-')).count();
    let only = |letters: &str| {
        let mut options = words.iter().filter_map(|word| word.strip_prefix('-'));
        options
            .all(|option| option.chars().all(|letter| letters.contains(letter)) || option == "-line-buffered")
    };
    match name.as_str() {
        "awk" => awk::goes_by_line(words),
        "sed" => sed::goes_by_line(words),
        "grep" => names == 1 && only("vwixEFo"),
        "cat" => names == 0,
        "cut" | "tr" => true,
        _ => false,
    }
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

/// `tr old new`, letter by letter; `tr -d letters`, `tr -s letters`; with ranges and `[:upper:]`.
pub(super) fn tr(_: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, sets): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.len() > 1 && word.starts_with('-'));
    let on = |letter: char| options.iter().any(|option| option.contains(letter));
    let sets: Vec<Vec<char>> = sets.into_iter().map(|set| letters(set)).collect();
    let (Some(old), new) = (sets.first(), sets.get(1)) else {
        io.err += "tr: missing operand\n";
        return 1;
    };
    if new.is_none() && !on('d') && !on('s') {
        io.err += "tr: missing operand: two sets of letters are wanted, or -d or -s and one\n";
        return 1;
    }
    let place = |letter: char| match (old.iter().position(|known| *known == letter), on('c')) {
        (Some(_), true) => None,
        (None, true) => Some(usize::MAX),
        (at, false) => at,
    };
    let mut last = None;
    for letter in stdin.chars() {
        let at = place(letter);
        if at.is_some() && on('d') {
            continue;
        }
        let new = at.and_then(|at| new.and_then(|new| new.get(at).or(new.last()))).copied().unwrap_or(letter);
        if !(on('s') && at.is_some() && last == Some(new)) {
            io.out.push(new);
        }
        last = Some(new);
    }
    0
}

/// The letters of a set: `a-z`, `[:upper:]`, `\n`.
fn letters(set: &str) -> Vec<char> {
    let set = set.replace("\\n", "\n").replace("\\t", "\t").replace("[:upper:]", "A-Z");
    let set = set.replace("[:lower:]", "a-z").replace("[:digit:]", "0-9").replace("[:space:]", " \t\n");
    let set: Vec<char> = set.chars().collect();
    let (mut all, mut at) = (Vec::new(), 0);
    while let Some(letter) = set.get(at).copied() {
        match set.get(at + 1..at + 3) {
            Some(['-', to]) => {
                all.extend(letter..=*to);
                at += 3;
            }
            _ => {
                all.push(letter);
                at += 1;
            }
        }
    }
    all
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
