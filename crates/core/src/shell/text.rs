//! Commands on text: `cut`, `echo`, `grep`, `head`, `printf`, `seq`, `sort`, `tail`, `tee`, `uniq`, `wc`.

use super::Io;
use super::files::complain;
use super::machine::Shell;

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
    let fields =
        option(&options, 'f').unwrap_or("1").split(',').filter_map(|field| field.parse::<usize>().ok());
    let fields: Vec<usize> = fields.collect();
    if let Some(range) = option(&options, 'c') {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        let (from, to) = (from.parse().unwrap_or(1_usize), to.parse().unwrap_or(usize::MAX));
        let letters = |line: &str| line.chars().take(to).skip(from.saturating_sub(1)).collect::<String>();
        lines(io, text.lines().map(letters));
        return 0;
    }
    let line = |line: &str| {
        let parts: Vec<&str> = line.split(delimiter).collect();
        let chosen = fields.iter().filter_map(|field| parts.get(field.checked_sub(1)?).copied());
        chosen.collect::<Vec<_>>().join(delimiter)
    };
    lines(io, text.lines().map(line));
    0
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

/// Lines with a pattern: plain text, with `^` and `$` at its ends and `|` between alternatives (`-E`).
pub(super) fn grep(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, mut names) = valued(words, "emABC");
    let pattern = match option(&options, 'e') {
        Some(pattern) => pattern.to_string(),
        None if names.is_empty() => {
            io.err += "grep: a pattern is missing\n";
            return 2;
        }
        None => names.remove(0).clone(),
    };
    let Ok(text) = input(shell, "grep", &names, stdin, io) else { return 2 };
    let on = |letter: char| option(&options, letter).is_some();
    let fold = |text: &str| if on('i') { text.to_lowercase() } else { text.into() };
    let patterns: Vec<String> = fold(&pattern).replace("\\|", "|").split('|').map(String::from).collect();
    let hit = |line: &&str| patterns.iter().any(|pattern| matches(&fold(line), pattern, on('w'))) != on('v');
    let found: Vec<&str> = text.lines().filter(hit).collect();
    let status = i32::from(found.is_empty());
    if on('c') {
        lines(io, [found.len().to_string()]);
    } else if !on('q') {
        lines(io, found);
    }
    status
}

/// Whether a line has a pattern; `.*` and `.` in it stand for anything.
fn matches(line: &str, pattern: &str, word: bool) -> bool {
    place(line, pattern, word).is_some()
}

/// Where a line has a pattern first, in bytes; of several matches there the longest.
pub(super) fn find(line: &str, pattern: &str) -> Option<(usize, usize)> {
    let (start, end) = place(line, pattern, false)?;
    let byte = |at: usize| line.char_indices().nth(at).map_or(line.len(), |(byte, _)| byte);
    Some((byte(start), byte(end)))
}

fn place(line: &str, pattern: &str, word: bool) -> Option<(usize, usize)> {
    let (pattern, from_start) = pattern.strip_prefix('^').map_or((pattern, false), |rest| (rest, true));
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |rest| (rest, true));
    let letters: Vec<char> = line.chars().collect();
    let is_word = |at: usize| letters.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let pattern = items(pattern);
    (0..=letters.len()).take(if from_start { 1 } else { usize::MAX }).find_map(|start| {
        let fits = |end: &usize| {
            let within = (start > 0 && is_word(start - 1)) || is_word(*end);
            let whole = !(word && within);
            whole && (!to_end || *end == letters.len())
        };
        let end = ends(&letters, start, &pattern).into_iter().rev().find(fits)?;
        Some((start, end))
    })
}

/// One letter of a pattern: none for any; and whether it may stand any number of times.
type Item = (Option<char>, bool);

fn items(pattern: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => items.extend(letters.next().map(|letter| (Some(letter), false))),
            '.' => items.push((None, false)),
            '*' => {
                if let Some(last) = items.last_mut() {
                    last.1 = true;
                }
            }
            letter => items.push((Some(letter), false)),
        }
    }
    items
}

/// Where matches that begin at a place can end: all places are followed at once, so that no pattern takes long.
fn ends(letters: &[char], start: usize, items: &[Item]) -> Vec<usize> {
    let fits = |item: &Item, at: usize| {
        letters.get(at).is_some_and(|letter| item.0.is_none_or(|known| known == *letter))
    };
    let mut places = vec![start];
    for item in items {
        let mut next: Vec<usize> = Vec::new();
        for place in places {
            if !item.1 {
                next.extend(fits(item, place).then_some(place + 1));
                continue;
            }
            let mut at = place;
            next.push(at);
            while fits(item, at) {
                at += 1;
                next.push(at);
            }
        }
        crate::sort::sort(&mut next);
        next.dedup();
        places = next;
    }
    places
}
