//! Commands on files: `cat`, `cd`, `chmod`, `cp`, `ls`, `mkdir`, `mv`, `pwd`, `rm`, `touch`.

use super::Io;
use super::disk::{DIRECTORY, MISSING, parent};
use super::machine::Shell;

/// Options are the letters of the words that begin with a dash; the rest are names.
pub(super) fn options(words: &[String]) -> (String, Vec<&String>) {
    let is_option = |word: &&String| word.len() > 1 && word.starts_with('-');
    let letters =
        words.iter().filter(is_option).flat_map(|word| word.trim_start_matches('-').chars()).collect();
    (letters, words.iter().filter(|word| !is_option(word)).collect())
}

/// Says that a command failed on a file.
pub(super) fn complain(io: &mut Io, command: &str, file: &str, problem: &str) -> i32 {
    io.err += &format!("{command}: {file}: {problem}\n");
    1
}

pub(super) fn cat(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (_, names) = options(words);
    if names.is_empty() {
        io.out += stdin;
    }
    let mut status = 0;
    for name in names {
        match shell.read(name) {
            Ok(content) => io.out += &content,
            Err(problem) => status = complain(io, "cat", name, problem),
        }
    }
    status
}

pub(super) fn cd(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let to = words.first().map_or("/root", String::as_str);
    if !shell.is_directory(to) {
        return complain(io, "cd", to, MISSING);
    }
    shell.memory.directory = shell.absolute(to);
    0
}

pub(super) fn pwd(shell: &mut Shell<'_>, _: &[String], _: &str, io: &mut Io) -> i32 {
    io.out += &format!("{}\n", shell.memory.directory);
    0
}

/// Everybody may do everything here: modes are not kept, but a file must be there to be given one.
pub(super) fn chmod(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let (_, names) = options(words);
    let missing = |name: &&&String| shell.file(name).is_none() && !shell.is_directory(name);
    match names.iter().skip(1).find(missing) {
        Some(name) => complain(io, "chmod", name, MISSING),
        None => 0,
    }
}

pub(super) fn touch(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let mut status = 0;
    for name in options(words).1 {
        if shell.is_directory(name) {
            continue;
        }
        if let Err(problem) = shell.write(name, "", true) {
            status = complain(io, "touch", name, problem);
        }
    }
    status
}

pub(super) fn mkdir(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let (letters, names) = options(words);
    let whole = letters.contains('p');
    let mut status = 0;
    for name in names {
        let path = shell.absolute(name);
        let there = shell.is_directory(&path) || shell.file(&path).is_some();
        if there && !whole {
            io.err += &format!("mkdir: can't create directory '{name}': File exists\n");
            status = 1;
        } else if !whole && !shell.is_directory(parent(&path)) {
            io.err += &format!("mkdir: can't create directory '{name}': {MISSING}\n");
            status = 1;
        } else if !there {
            shell.make_directory(&path);
        }
    }
    status
}

pub(super) fn rm(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let (letters, names) = options(words);
    let mut status = 0;
    for name in names {
        if shell.is_directory(name) && !letters.contains(['r', 'R']) {
            status = complain(io, "rm", name, DIRECTORY);
        } else if !shell.remove(name) && !letters.contains('f') {
            status = complain(io, "rm", name, MISSING);
        }
    }
    status
}

pub(super) fn cp(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    copy(shell, words, io, "cp").map_or_else(|status| status, |_| 0)
}

pub(super) fn mv(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    match copy(shell, words, io, "mv") {
        Ok(from) => i32::from(!shell.remove(&from)),
        Err(status) => status,
    }
}

/// Copies one file, to a name or into a folder. Returns which.
fn copy(shell: &mut Shell<'_>, words: &[String], io: &mut Io, command: &str) -> Result<String, i32> {
    let (_, names) = options(words);
    let [from, to] = names.as_slice() else {
        io.err += &format!("{command}: takes one file and where to\n");
        return Err(1);
    };
    let content = shell.read(from).map_err(|problem| complain(io, command, from, problem))?;
    let name = from.rsplit('/').next().unwrap_or(from);
    let to = if shell.is_directory(to) { format!("{to}/{name}") } else { (*to).clone() };
    shell.write(&to, &content, false).map_err(|problem| complain(io, command, &to, problem))?;
    Ok((*from).clone())
}

pub(super) fn ls(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let (letters, mut names) = options(words);
    let here = ".".to_string();
    if names.is_empty() {
        names.push(&here);
    }
    let several = names.len() > 1;
    let mut status = 0;
    for name in names {
        if let Some(entries) = shell.entries(name).filter(|_| !letters.contains('d')) {
            if several {
                io.out += &format!("{name}:\n");
            }
            let shown =
                entries.iter().filter(|entry| letters.contains(['a', 'A']) || !entry.starts_with('.'));
            let shown: Vec<String> = shown.cloned().collect();
            list(shell, &letters, name, &shown, io);
        } else if shell.file(name).is_some() || shell.is_directory(name) {
            list(shell, &letters, "", &[(*name).clone()], io);
        } else {
            status = complain(io, "ls", name, MISSING);
        }
    }
    status
}

fn list(shell: &Shell<'_>, letters: &str, folder: &str, names: &[String], io: &mut Io) {
    if letters.contains('l') && !folder.is_empty() {
        io.out += &format!("total {}\n", names.len() * 4);
    }
    for name in names {
        let bare = name.trim_end_matches('/');
        if !letters.contains('l') {
            io.out += &format!("{bare}\n");
            continue;
        }
        let path = if folder.is_empty() { bare.to_string() } else { format!("{folder}/{bare}") };
        let file = shell.file(&path);
        let (mode, size) =
            file.as_ref().map_or(("drwxr-xr-x", 4096), |file| ("-rw-r--r--", file.content.len()));
        let written = file.map_or(shell.world.now, |file| file.written);
        let date = super::system::date_text(written);
        io.out += &format!("{mode} 1 root root {size:>6} {} {bare}\n", &date[4..16]);
    }
}
