//! Commands about the machine: `date`, `df`, `env`, `export`, `hostname`, `id`, `kill`, `mount`, `sleep`, `test`, `whoami`.

use super::Io;
use super::machine::{Machine, Shell};
use crate::object::{Kind, Uid};
use crate::time::Time;
use std::sync::Arc;

pub(super) fn yes(_: &mut Shell<'_>, _: &[String], _: &str, _: &mut Io) -> i32 {
    0
}

pub(super) fn no(_: &mut Shell<'_>, _: &[String], _: &str, _: &mut Io) -> i32 {
    1
}

/// Commands take no time here, and so does sleeping.
pub(super) fn sleep(_: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    if words.is_empty() {
        io.err += "sleep: missing operand\n";
    }
    i32::from(words.is_empty())
}

/// `kill 1`: a container runs one process, with which it ends.
pub(super) fn kill(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    if let Some(other) = words.iter().find(|word| !word.starts_with('-') && *word != "1") {
        io.err += &format!("sh: kill: ({other}) - No such process\n");
        return 1;
    }
    pkill(shell, words, stdin, io)
}

/// `pkill java`, whatever the one process is called.
pub(super) fn pkill(shell: &mut Shell<'_>, words: &[String], _: &str, _: &mut Io) -> i32 {
    let Machine::Pod { uid, container, .. } = shell.memory.machine else { return 1 };
    let at_once = words.iter().any(|word| matches!(word.as_str(), "-9" | "-KILL" | "-SIGKILL"));
    crate::kubelet::kill(shell.world, uid, container, if at_once { 137 } else { 143 });
    0
}

/// `ps`: the container's own process, and this one. What an image runs where nothing else is said is taken to be called
/// as the image is.
pub(super) fn ps(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let Machine::Pod { container, .. } = shell.memory.machine else { return 1 };
    let spec = shell.pod().and_then(|pod| pod.pod()).map(|pod| Arc::clone(&pod.spec));
    let command = spec.map(|spec| spec.command(container)).unwrap_or_default();
    let image = shell.container().map_or("sh", |container| &container.image);
    let image = image.rsplit('/').next().unwrap_or(image).split([':', '@']).next().unwrap_or(image);
    let main = if command.is_empty() { image.into() } else { command.join(" ") };
    let own = format!("ps {}", words.join(" "));
    io.out += &format!(
        "PID   USER     TIME  COMMAND\n    1 root      0:00 {main}\n   29 root      0:00 {}\n",
        own.trim_end()
    );
    0
}

pub(super) fn whoami(_: &mut Shell<'_>, _: &[String], _: &str, io: &mut Io) -> i32 {
    io.out += "root\n";
    0
}

pub(super) fn id(_: &mut Shell<'_>, _: &[String], _: &str, io: &mut Io) -> i32 {
    io.out += "uid=0(root) gid=0(root) groups=0(root)\n";
    0
}

pub(super) fn hostname(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let host = shell.host_name();
    let pod = shell.pod().and_then(|pod| Some((pod.meta.namespace.clone(), pod.pod()?.clone())));
    let option = words.first().map(String::as_str);
    io.out += &match (option, pod) {
        (Some("-f" | "--fqdn"), Some((namespace, pod))) if !pod.subdomain.is_empty() => {
            format!("{host}.{}.{namespace}.svc.cluster.local\n", pod.subdomain)
        }
        (Some("-i" | "-I"), Some((_, pod))) => {
            format!("{}\n", pod.status.ip.as_deref().unwrap_or("127.0.0.1"))
        }
        (Some("-d"), Some((namespace, pod))) => format!("{}.{namespace}.svc.cluster.local\n", pod.subdomain),
        _ => format!("{host}\n"),
    };
    0
}

pub(super) fn env(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let Some(name) = words.first() else {
        shell.environment().iter().for_each(|(name, value)| io.out += &format!("{name}={value}\n"));
        return 0;
    };
    let value = shell.variable(name);
    value.iter().for_each(|value| io.out += &format!("{value}\n"));
    i32::from(value.is_none())
}

pub(super) fn export(shell: &mut Shell<'_>, words: &[String], _: &str, _: &mut Io) -> i32 {
    for (name, value) in words.iter().filter_map(|word| word.split_once('=')) {
        shell.memory.variables.insert(name.into(), value.into());
    }
    0
}

/// `Thu Jan  1 00:00:12 UTC 2026`
pub(super) fn date_text(at: Time) -> String {
    let long = crate::kubectl::instant(&at.rfc3339());
    // `Thu, 01 Jan 2026 00:00:12 +0000`
    let parts: Vec<&str> = long.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [weekday, day, month, year, clock, ..] => {
            let day = day.trim_start_matches('0');
            format!("{weekday} {month} {day:>2} {clock} UTC {year}")
        }
        _ => long,
    }
}

/// The date; of formats only `%s`-like ones of whole fields are known.
pub(super) fn date(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let now = shell.world.now;
    let stamp = now.rfc3339();
    let format = words.iter().find_map(|word| word.strip_prefix('+'));
    io.out += &match format {
        Some(format) => {
            let fields =
                [("%Y", 0..4), ("%m", 5..7), ("%d", 8..10), ("%H", 11..13), ("%M", 14..16), ("%S", 17..19)];
            let short = format.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S");
            fields.into_iter().fold(short, |text, (name, at)| text.replace(name, stamp.get(at).unwrap_or("")))
        }
        None => date_text(now),
    };
    io.out.push('\n');
    0
}

/// The volumes that are mounted: path, name and size of each.
fn volumes(shell: &Shell<'_>) -> Vec<(String, String, String)> {
    let described = |volume: Uid| {
        let volumes = shell.world.store.list(Kind::PersistentVolume, None);
        let found = volumes.into_iter().find(|object| object.meta.uid == volume)?;
        Some((found.meta.name.to_string(), found.volume()?.capacity.to_string()))
    };
    let mounts = shell.mounts().into_iter();
    mounts.filter_map(|(path, volume)| described(volume?).map(|(name, size)| (path, name, size))).collect()
}

/// What a volume is called as a device.
fn device(at: usize) -> String {
    format!("/dev/vd{}", char::from(b'b' + u8::try_from(at % 24).unwrap_or(0)))
}

pub(super) fn df(shell: &mut Shell<'_>, _: &[String], _: &str, io: &mut Io) -> i32 {
    io.out += &format!(
        "{:<20} {:>8} {:>8} {:>8} {:>4} Mounted on\n",
        "Filesystem", "Size", "Used", "Avail", "Use%"
    );
    let mut line = |name: &str, size: &str, path: &str| {
        io.out += &format!("{name:<20} {size:>8} {:>8} {size:>8} {:>4} {path}\n", "0", "0%");
    };
    line("overlay", "64G", "/");
    for (at, (path, _, size)) in volumes(shell).iter().enumerate() {
        line(&device(at), size.trim_end_matches('i'), path);
    }
    0
}

pub(super) fn mount(shell: &mut Shell<'_>, _: &[String], _: &str, io: &mut Io) -> i32 {
    io.out += "overlay on / type overlay (rw,relatime)\n";
    for (at, (path, ..)) in volumes(shell).iter().enumerate() {
        io.out += &format!("{} on {path} type ext4 (rw,relatime)\n", device(at));
    }
    0
}

/// `test`, and `[` with its bracket.
pub(super) fn test(shell: &mut Shell<'_>, words: &[String], _: &str, _: &mut Io) -> i32 {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "]").collect();
    i32::from(!holds(shell, &words))
}

fn holds(shell: &Shell<'_>, words: &[&str]) -> bool {
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    match words {
        ["!", rest @ ..] => !holds(shell, rest),
        ["-f", path] => shell.file(path).is_some(),
        ["-d", path] => shell.is_directory(path),
        ["-e" | "-r" | "-w" | "-x", path] => shell.file(path).is_some() || shell.is_directory(path),
        ["-s", path] => shell.file(path).is_some_and(|file| !file.content.is_empty()),
        ["-z", text] => text.is_empty(),
        ["-n", text] => !text.is_empty(),
        [a, "=" | "==", b] => a == b,
        [a, "!=", b] => a != b,
        [a, "-eq", b] => number(a) == number(b),
        [a, "-ne", b] => number(a) != number(b),
        [a, "-lt", b] => number(a) < number(b),
        [a, "-le", b] => number(a) <= number(b),
        [a, "-gt", b] => number(a) > number(b),
        [a, "-ge", b] => number(a) >= number(b),
        [text] => !text.is_empty(),
        _ => false,
    }
}
