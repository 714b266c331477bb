//! Commands that try whether somebody is there: `ping` and `nc`, as busybox has them.

use super::Io;
use super::machine::Shell;
use super::net::{Failed, Url, address, fetch};
use super::web;

/// Words that are no options, and no values of these.
fn plain<'w>(words: &'w [String], valued: &[&str]) -> Vec<&'w str> {
    let mut plain = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if valued.contains(&word.as_str()) {
            words.next();
        } else if !word.starts_with('-') {
            plain.push(word.as_str());
        }
    }
    plain
}

/// `ping -c 1 HOST`; four times where nothing is said. A pod answers; the address of a Service answers nobody.
pub(super) fn ping(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let Some(host) = plain(words, &["-c", "-w", "-W", "-i", "-s"]).first().copied() else {
        io.err += "ping: a host is missing\n";
        return 1;
    };
    let at = words.iter().position(|word| word == "-c").and_then(|at| words.get(at + 1));
    let count: usize = at.and_then(|count| count.parse().ok()).unwrap_or(4).min(100);
    let Some(address) = address(shell, host) else {
        io.err += &format!("ping: bad address '{host}'\n");
        return 1;
    };
    let answers = address == "127.0.0.1" || web::pod_at(shell.world, &address).is_some();
    io.out += &format!("PING {host} ({address}): 56 data bytes\n");
    for number in 0..if answers { count } else { 0 } {
        io.out += &format!("64 bytes from {address}: seq={number} ttl=62 time=0.100 ms\n");
    }
    let (received, lost) = if answers { (count, 0) } else { (0, 100) };
    io.out += &format!(
        "\n--- {host} ping statistics ---\n{count} packets transmitted, {received} packets received, {lost}% packet loss\n"
    );
    if answers {
        io.out += "round-trip min/avg/max = 0.100/0.100/0.100 ms\n";
    }
    i32::from(!answers)
}

/// `nc -zv HOST PORT`: whether somebody listens.
pub(super) fn nc(shell: &mut Shell<'_>, words: &[String], _: &str, io: &mut Io) -> i32 {
    let port = |port: &str| port.parse::<u16>().ok();
    let (host, port) = match plain(words, &["-w", "-i"]).as_slice() {
        [host, number] => (*host, port(number)),
        _ => ("", None),
    };
    let Some(port) = port else {
        io.err += "nc: a host and a port are wanted\n";
        return 1;
    };
    let Some(address) = address(shell, host) else {
        io.err += &format!("nc: bad address '{host}'\n");
        return 1;
    };
    let says = words.iter().any(|word| word.starts_with('-') && word.contains('v'));
    match fetch(shell, &Url { host: address.clone(), port, path: "/".into() }) {
        Ok(_) if says => io.out += &format!("{host} ({address}:{port}) open\n"),
        Ok(_) => {}
        Err(Failed::Name | Failed::Refused) => {
            io.err += &format!("nc: {host} ({address}:{port}): Connection refused\n");
            return 1;
        }
    }
    0
}
