//! Commands on the network: `curl`, `wget`, `nslookup`, `dig`, `getent`.

use super::Io;
use super::machine::{Machine, Shell};
use super::web::{self, Response};
use crate::dns::{self, Answer};
use crate::object::Kind;

/// A URL's host, port and path.
pub(super) struct Url {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
}

impl Url {
    fn parse(text: &str) -> Option<Url> {
        let rest = text.strip_prefix("http://").unwrap_or(text);
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let (host, port) =
            authority.split_once(':').map_or((authority, Some(80)), |(host, port)| (host, port.parse().ok()));
        (!host.is_empty() && !text.starts_with("https:")).then_some(Url {
            host: host.into(),
            port: port?,
            path: path.into(),
        })
    }
}

/// Why nothing came back.
pub(super) enum Failed {
    /// No such name.
    Name,
    /// Nobody listens.
    Refused,
}

pub(super) fn fetch(shell: &mut Shell<'_>, url: &Url) -> Result<Response, Failed> {
    let address = address(shell, &url.host).ok_or(Failed::Name)?;
    let (pod, port) = match address.as_str() {
        "127.0.0.1" => {
            match shell.session.forwarded(url.port).filter(|_| shell.memory.machine == Machine::Terminal) {
                Some((key, uid, port)) => {
                    (shell.world.store.get(key).filter(|pod| pod.meta.uid == uid).cloned(), port)
                }
                None => (shell.pod().cloned(), url.port),
            }
        }
        address => match web::pod_at(shell.world, address) {
            Some(pod) => (Some(pod), url.port),
            None => {
                let behind = web::behind(shell.world, address, url.port);
                let behind = match behind {
                    None if is_node(shell, address) => web::behind_node_port(shell.world, url.port),
                    behind => behind,
                };
                behind.map_or((None, url.port), |(pod, port)| (Some(pod), port))
            }
        },
    };
    let pod = pod.ok_or(Failed::Refused)?;
    web::ask(shell.world, &pod, port, &url.path).ok_or(Failed::Refused)
}

fn is_node(shell: &Shell<'_>, address: &str) -> bool {
    let mut nodes = shell.world.store.list(Kind::Node, None);
    nodes.any(|node| node.node().is_some_and(|node| &*node.address == address))
}

/// The address of a host: itself if it is one, else what DNS says. Of several the first is taken as often as the others.
pub(super) fn address(shell: &mut Shell<'_>, host: &str) -> Option<String> {
    if host == "localhost" || shell.pod().is_some() && host == shell.host_name() {
        return Some("127.0.0.1".into());
    }
    if is_address(host) {
        return Some(host.into());
    }
    let answer = dns::resolve(shell.world, &shell.namespace(), host)?;
    let at = shell.world.rng.below(answer.addresses.len());
    answer.addresses.get(at).map(ToString::to_string)
}

fn is_address(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
}

pub(super) fn curl(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    const VALUED: [&str; 10] =
        ["-o", "-X", "-H", "-d", "-m", "-A", "-w", "-u", "--max-time", "--connect-timeout"];
    let takes_value = |at: usize| at > 0 && VALUED.contains(&words[at - 1].as_str());
    let mut urls = words.iter().enumerate().filter(|(at, word)| !word.starts_with('-') && !takes_value(*at));
    let Some((_, text)) = urls.next() else {
        io.err += "curl: (2) no URL specified\n";
        return 2;
    };
    let options: String = words
        .iter()
        .filter(|word| word.starts_with('-') && !word.starts_with("--"))
        .map(String::as_str)
        .collect();
    let silent = options.contains('s') && !options.contains('S');
    let mut fail = |code: i32, message: String| {
        if !silent {
            io.err += &format!("curl: ({code}) {message}\n");
        }
        code
    };
    let Some(url) = Url::parse(text) else {
        return fail(3, format!("URL rejected: {text}"));
    };
    match fetch(shell, &url) {
        Err(Failed::Name) => fail(6, format!("Could not resolve host: {}", url.host)),
        Err(Failed::Refused) => fail(
            7,
            format!(
                "Failed to connect to {} port {} after 0 ms: Could not connect to server",
                url.host, url.port
            ),
        ),
        Ok((status, _)) if status >= 400 && options.contains('f') => {
            fail(22, format!("The requested URL returned error: {status}"))
        }
        Ok((status, body)) => {
            if options.contains(['I', 'i']) {
                io.out += &format!("HTTP/1.1 {status} {}\n\n", if status == 200 { "OK" } else { "" });
            }
            let to = words.iter().position(|word| word == "-o").and_then(|at| words.get(at + 1));
            match to {
                _ if options.contains('I') => {}
                Some(file) => return i32::from(shell.write(file, &body, false).is_err()),
                None => io.out += &body,
            }
            0
        }
    }
}

pub(super) fn wget(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let Some(text) = words.iter().rev().find(|word| !word.starts_with('-')) else {
        io.err += "wget: missing URL\n";
        return 1;
    };
    let Some(url) = Url::parse(text) else {
        io.err += &format!("wget: not an http url: {text}\n");
        return 1;
    };
    let failure = match fetch(shell, &url) {
        Err(Failed::Name) => format!("wget: bad address '{}'\n", url.host),
        Err(Failed::Refused) => {
            format!("wget: can't connect to remote host ({}): Connection refused\n", url.host)
        }
        Ok((status, _)) if status >= 400 => format!("wget: server returned error: HTTP/1.1 {status}\n"),
        Ok((_, body)) => return save(shell, words, &url, &body, io),
    };
    io.err += &failure;
    1
}

/// To standard output with `-O-`, else into a file.
fn save(shell: &mut Shell<'_>, words: &[String], url: &Url, body: &str, io: &mut Io) -> i32 {
    let asked = words.iter().position(|word| word.starts_with('-') && word.ends_with('O'));
    let given = words.iter().find_map(|word| word.strip_prefix("-O").or_else(|| word.strip_prefix("-qO")));
    let file =
        asked.and_then(|at| words.get(at + 1).map(String::as_str)).or(given.filter(|name| !name.is_empty()));
    let name = url.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html");
    match file.unwrap_or(name) {
        "-" => io.out += body,
        file => match shell.write(file, body, false) {
            Ok(()) => io.err += &format!("'{file}' saved\n"),
            Err(problem) => return super::files::complain(io, "wget", file, problem),
        },
    }
    0
}

pub(super) fn nslookup(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let is_type = |word: &&String| word.starts_with("-type=") || word.starts_with("-q");
    let services = words.iter().filter(is_type).any(|word| word.to_ascii_lowercase().ends_with("srv"));
    let Some(name) = words.iter().find(|word| !word.starts_with('-')) else {
        io.err += "nslookup: a name is missing\n";
        return 1;
    };
    io.out += &format!("Server:\t\t{0}\nAddress:\t{0}#53\n\n", dns::SERVER);
    let Some(answer) = dns::resolve(shell.world, &shell.namespace(), name) else {
        io.out += &format!("** server can't find {name}: NXDOMAIN\n\n");
        return 1;
    };
    if services {
        for line in srv_records(&answer) {
            io.out += &format!("{}\tservice = {line}\n", answer.name);
        }
    } else {
        answer
            .addresses
            .iter()
            .for_each(|address| io.out += &format!("Name:\t{}\nAddress: {address}\n", answer.name));
    }
    io.out.push('\n');
    0
}

/// Priority, weight, port and target of each: the weights of all are a hundred together.
fn srv_records(answer: &Answer) -> Vec<String> {
    let weight = 100 / answer.services.len().max(1);
    answer.services.iter().map(|(port, target)| format!("0 {weight} {port} {target}")).collect()
}

pub(super) fn dig(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let short = words.iter().any(|word| word == "+short");
    let search = words.iter().any(|word| word == "+search");
    let plain: Vec<&String> = words.iter().filter(|word| !word.starts_with(['+', '@', '-'])).collect();
    let kind = if plain.iter().any(|word| word.eq_ignore_ascii_case("srv")) { "SRV" } else { "A" };
    let is_name = |word: &&&String| !["a", "srv"].contains(&word.to_ascii_lowercase().as_str());
    let Some(name) = plain.iter().find(is_name) else {
        io.err += "dig: a name is missing\n";
        return 1;
    };
    let answer = if search {
        dns::resolve(shell.world, &shell.namespace(), name)
    } else {
        dns::lookup(shell.world, &name.trim_end_matches('.').to_ascii_lowercase())
    };
    let whole =
        answer.as_ref().map_or_else(|| name.trim_end_matches('.').to_string(), |answer| answer.name.clone());
    let records = answer.as_ref().map(|answer| match kind {
        "SRV" => srv_records(answer),
        _ => answer.addresses.iter().map(ToString::to_string).collect(),
    });
    let lines = records.clone().unwrap_or_default();
    if short {
        lines.iter().for_each(|line| io.out += &format!("{line}\n"));
        return 0;
    }
    let status = if records.is_some() { "NOERROR" } else { "NXDOMAIN" };
    io.out += &format!(
        ";; ->>HEADER<<- opcode: QUERY, status: {status}\n\n;; QUESTION SECTION:\n;{whole}.\tIN\t{kind}\n"
    );
    if !lines.is_empty() {
        io.out += "\n;; ANSWER SECTION:\n";
        lines.iter().for_each(|line| io.out += &format!("{whole}.\t30\tIN\t{kind}\t{line}\n"));
    }
    io.out += &format!("\n;; SERVER: {0}#53({0})\n", dns::SERVER);
    0
}

pub(super) fn getent(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let Some(name) = words.get(1) else { return 1 };
    let Some(answer) = dns::resolve(shell.world, &shell.namespace(), name) else { return 2 };
    answer.addresses.iter().for_each(|address| io.out += &format!("{address:<15} {}\n", answer.name));
    0
}
