//! Commands on text: `cut`, `echo`, `grep`, `head`, `printf`, `seq`, `sort`, `tail`, `tee`, `uniq`, `wc`.

use super::Io;
use super::files::complain;
use super::machine::Shell;
use super::pattern::Pattern;

pub(super) fn echo(_: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let is_option = |word: &&String| matches!(word.as_str(), "-n" | "-e" | "-ne" | "-en");
    let options: String = words.iter().take_while(is_option).map(String::as_str).collect();
    let rest: Vec<&str> = words.iter().skip_while(is_option).map(String::as_str).collect();
    let text = rest.join(" ");
    io.out += &if options.contains('e') { unescape(&text) } else { text };
    if !options.contains('n') {
        io.out.push('\n');
    }
    0
}

fn unescape(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")
}

/// `%s` and `%d` in turn, again and again while words are left.
pub(super) fn printf(_: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let Some((format, words)) = words.split_first() else { return 2 };
    let format = unescape(format);
    let mut words = words.iter();
    loop {
        let before = words.len();
        let mut rest = format.as_str();
        while let Some(at) = rest.find('%') {
            io.out += &rest[..at];
            let what = rest[at + 1..].chars().next().unwrap_or('%');
            match what {
                '%' => io.out.push('%'),
                _ => io.out += words.next().map_or("", String::as_str),
            }
            rest = rest.get(at + 1 + what.len_utf8()..).unwrap_or("");
        }
        io.out += rest;
        if words.len() == 0 || words.len() == before {
            return 0;
        }
    }
}

/// The text of files, or of standard input where none is named.
pub(super) fn input(
    shell: &Shell<'_>,
    command: &str,
    names: &[&String],
    stdin: &str,
    io: &mut Io,
) -> Result<String, i32> {
    if names.is_empty() {
        return Ok(stdin.into());
    }
    let mut text = String::new();
    for name in names {
        text += &shell.read(name).map_err(|problem| complain(io, command, name, problem))?;
    }
    Ok(text)
}

/// Words of options that may have a value (`-n 5`, `-n5`, `-5`), and the rest.
fn valued<'w>(words: &'w [String], letters: &str) -> (Vec<(char, &'w str)>, Vec<&'w String>) {
    let (mut options, mut names) = (Vec::new(), Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(rest) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            names.push(word);
            continue;
        };
        for (at, letter) in rest.char_indices() {
            if letters.contains(letter) {
                let after = &rest[at + letter.len_utf8()..];
                let value = if after.is_empty() { words.next().map_or("", String::as_str) } else { after };
                options.push((letter, value));
                break;
            }
            if letter.is_ascii_digit() {
                options.push(('n', &rest[at..]));
                break;
            }
            options.push((letter, ""));
        }
    }
    (options, names)
}

fn option<'o>(options: &[(char, &'o str)], letter: char) -> Option<&'o str> {
    options.iter().rev().find(|(known, _)| *known == letter).map(|(_, value)| *value)
}

fn count(options: &[(char, &str)]) -> usize {
    option(options, 'n').and_then(|value| value.trim_start_matches(['-', '+']).parse().ok()).unwrap_or(10)
}

pub(super) fn lines(io: &mut Io, lines: impl IntoIterator<Item = impl AsRef<str>>) {
    for line in lines {
        io.out += line.as_ref();
        io.out.push('\n');
    }
}

pub(super) fn head(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names) = valued(words, "nc");
    let Ok(text) = input(shell, "head", &names, stdin, io) else { return 1 };
    if let Some(most) = option(&options, 'c').and_then(|most| most.parse().ok()) {
        io.out.extend(text.chars().take(most));
        return 0;
    }
    lines(io, text.lines().take(count(&options)));
    0
}

pub(super) fn tail(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names) = valued(words, "nc");
    let Ok(text) = input(shell, "tail", &names, stdin, io) else { return 1 };
    let all: Vec<&str> = text.lines().collect();
    let from_start = option(&options, 'n').is_some_and(|value| value.starts_with('+'));
    let wanted = count(&options);
    let skip = if from_start { wanted.saturating_sub(1) } else { all.len().saturating_sub(wanted) };
    lines(io, all.into_iter().skip(skip));
    0
}

pub(super) fn wc(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names) = valued(words, "");
    let Ok(text) = input(shell, "wc", &names, stdin, io) else { return 1 };
    let counts =
        [('l', text.matches('\n').count()), ('w', text.split_whitespace().count()), ('c', text.len())];
    let wanted = |letter: char| options.is_empty() || option(&options, letter).is_some();
    let shown: Vec<String> =
        counts.iter().filter(|(letter, _)| wanted(*letter)).map(|(_, n)| n.to_string()).collect();
    let name = names.first().map(|name| format!(" {name}")).unwrap_or_default();
    lines(io, [format!("{}{name}", shown.join(" "))]);
    0
}

/// Sorts lines, as texts or (`-n`) as numbers, by a field (`-k`), backwards (`-r`), each once (`-u`).
pub(super) fn sort(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names) = valued(words, "kt");
    let Ok(text) = input(shell, "sort", &names, stdin, io) else { return 1 };
    let field = option(&options, 'k').and_then(|value| value.split(',').next()?.parse::<usize>().ok());
    let key = |line: &str| {
        let part =
            field.map_or(line, |field| line.split_whitespace().nth(field.saturating_sub(1)).unwrap_or(""));
        let number = option(&options, 'n').is_some().then(|| number(part));
        (number, part.to_string())
    };
    let mut all: Vec<&str> = text.lines().collect();
    crate::sort::sort_by_key(&mut all, |line| key(line));
    if option(&options, 'u').is_some() {
        all.dedup();
    }
    if option(&options, 'r').is_some() {
        all.reverse();
    }
    lines(io, all);
    0
}

fn number(text: &str) -> i64 {
    let text = text.trim();
    let end = text.char_indices().find(|(at, c)| !(c.is_ascii_digit() || (*at == 0 && *c == '-')));
    text[..end.map_or(text.len(), |(at, _)| at)].parse().unwrap_or(0)
}

pub(super) fn uniq(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names) = valued(words, "");
    let Ok(text) = input(shell, "uniq", &names, stdin, io) else { return 1 };
    let all: Vec<&str> = text.lines().collect();
    let counted = option(&options, 'c').is_some();
    let line =
        |group: &[&str]| if counted { format!("{:>7} {}", group.len(), group[0]) } else { group[0].into() };
    lines(io, all.chunk_by(|a, b| a == b).map(line));
    0
}

pub(super) fn cut(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names) = valued(words, "dfc");
    let Ok(text) = input(shell, "cut", &names, stdin, io) else { return 1 };
    let delimiter = option(&options, 'd').unwrap_or("\t");
    let Some(list) = option(&options, 'c').or(option(&options, 'f')) else {
        io.err += "cut: you must specify a list of bytes, characters, or fields\n";
        return 1;
    };
    let ranges: Vec<(usize, usize)> = list.split(',').map(range).collect();
    let wanted = |at: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&(at + 1)));
    let line = |line: &str| -> String {
        if option(&options, 'c').is_some() {
            return line
                .chars()
                .enumerate()
                .filter(|(at, _)| wanted(*at))
                .map(|(_, letter)| letter)
                .collect();
        }
        // A line without the delimiter is left as it is.
        if !line.contains(delimiter) {
            return line.into();
        }
        let parts = line.split(delimiter).enumerate().filter(|(at, _)| wanted(*at));
        parts.map(|(_, part)| part).collect::<Vec<_>>().join(delimiter)
    };
    lines(io, text.lines().map(line));
    0
}

/// `2`, `2-4`, `-3`, `2-`: which, counted from 1.
fn range(text: &str) -> (usize, usize) {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    (from.parse().unwrap_or(1), to.parse().unwrap_or(usize::MAX))
}

pub(super) fn tee(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, names) = valued(words, "");
    io.out += stdin;
    let mut status = 0;
    for name in names {
        if let Err(problem) = shell.write(name, stdin, option(&options, 'a').is_some()) {
            status = complain(io, "tee", name, problem);
        }
    }
    status
}

pub(super) fn seq(_: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    /// More than anybody reads.
    const MOST: i64 = 10_000;
    let numbers: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let (from, to) = match numbers.as_slice() {
        [to] => (1, *to),
        [from, to] => (*from, *to),
        _ => return 1,
    };
    lines(io, (from..=to.min(from.saturating_add(MOST))).map(|number| number.to_string()));
    0
}

/// `grep`: lines with a pattern (`-E`: an extended one), or those without (`-v`).
pub(super) fn grep(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, mut names) = valued(words, "emABC");
    if option(&options, 'e').is_none() && names.is_empty() {
        io.err += "Usage: grep [OPTION]... PATTERNS [FILE]...\n";
        return 2;
    }
    let given =
        options.iter().filter(|(letter, _)| *letter == 'e').map(|(_, pattern)| (*pattern).to_string());
    let mut given: Vec<String> = given.collect();
    if given.is_empty() {
        given = names.remove(0).lines().map(String::from).collect();
    }
    let Ok(text) = input(shell, "grep", &names, stdin, io) else { return 2 };
    let search = Search::of(&options, given);
    let all: Vec<&str> = text.lines().collect();
    let most = option(&options, 'm').and_then(|most| most.parse().ok()).unwrap_or(usize::MAX);
    let hits = all.iter().enumerate().filter(|(_, line)| search.hits(line)).map(|(at, _)| at);
    let hits: Vec<usize> = hits.take(most).collect();
    let on = |letter: char| option(&options, letter).is_some();
    if on('c') {
        lines(io, [hits.len().to_string()]);
    } else if on('o') {
        hits.iter().for_each(|at| lines(io, search.parts(all[*at])));
    } else if !on('q') {
        let around = |letter: char| {
            let wide = option(&options, letter).or(option(&options, 'C'));
            wide.and_then(|lines| lines.parse::<usize>().ok()).unwrap_or(0)
        };
        io.out += &shown(&all, &hits, around('B'), around('A'), on('n'));
    }
    i32::from(hits.is_empty())
}

/// What `grep` looks for.
struct Search {
    patterns: Vec<Pattern>,
    fold: bool,
    word: bool,
    whole: bool,
    not: bool,
}

impl Search {
    fn of(options: &[(char, &str)], given: Vec<String>) -> Search {
        let on = |letter: char| option(options, letter).is_some();
        let fixed = |text: String| match on('F') {
            true => text
                .chars()
                .flat_map(|c| if c.is_alphanumeric() { vec![c] } else { vec!['[', c, ']'] })
                .collect(),
            false => text,
        };
        let fold = |text: String| if on('i') { text.to_lowercase() } else { text };
        let patterns = given.into_iter().map(|text| Pattern::new(&fixed(fold(text)), on('E') || on('P')));
        Search { patterns: patterns.collect(), fold: on('i'), word: on('w'), whole: on('x'), not: on('v') }
    }

    fn hits(&self, line: &str) -> bool {
        let letters = self.letters(line);
        self.find(&letters, 0).is_some() != self.not
    }

    fn letters(&self, line: &str) -> Vec<char> {
        if self.fold { line.to_lowercase().chars().collect() } else { line.chars().collect() }
    }

    fn find(&self, letters: &[char], from: usize) -> Option<(usize, usize)> {
        let is_word = |at: usize| letters.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let fits = |start: usize, end: usize| {
            let beside = (start > 0 && is_word(start - 1)) || is_word(end);
            let (as_word, as_whole) =
                (!self.word || !beside, !self.whole || (start, end) == (0, letters.len()));
            as_word && as_whole
        };
        let found = self.patterns.iter().filter_map(|pattern| pattern.find(letters, from, fits)?[0]);
        found.min_by_key(|(start, end)| (*start, usize::MAX - end))
    }

    /// What was found in a line, piece by piece (`-o`).
    fn parts(&self, line: &str) -> Vec<String> {
        let (letters, shown): (_, Vec<char>) = (self.letters(line), line.chars().collect());
        let (mut parts, mut at) = (Vec::new(), 0);
        while let Some((start, end)) = self.find(&letters, at) {
            parts.extend(
                shown.get(start..end).filter(|part| !part.is_empty()).map(|part| part.iter().collect()),
            );
            at = if end > start { end } else { end + 1 };
        }
        parts
    }
}

/// The lines that were found, with those around them, and (`-n`) their numbers.
fn shown(all: &[&str], hits: &[usize], before: usize, after: usize, numbered: bool) -> String {
    let mut out = String::new();
    let mut next = 0;
    for at in hits {
        let start = at.saturating_sub(before).max(next);
        if start > next && next > 0 && before + after > 0 {
            out += "--\n";
        }
        let end = (at + after + 1).min(all.len());
        let around = all.iter().enumerate().take(end).skip(start);
        for (line, text) in around.take_while(|(line, _)| line <= at || !hits.contains(line)) {
            let sign = if line == *at { ':' } else { '-' };
            let number = if numbered { format!("{}{sign}", line + 1) } else { String::new() };
            out += &format!("{number}{text}\n");
            next = line + 1;
        }
    }
    out
}
