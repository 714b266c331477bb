//! The terminal of a run as a recording for asciinema: an asciicast, version 2
//! (<https://docs.asciinema.org/manual/asciicast/v2/>).

use crate::animate::line;
use ordinal_core::journal::Entry;
use ordinal_core::process::ProcessId;
use ordinal_core::scenario::Marker;
use ordinal_core::timeline::Input;
use ordinal_core::{Command, Millis, Time, Timeline};
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};

/// How wide a terminal is at least and at most, in columns.
const COLUMNS: (usize, usize) = (80, 200);
const ROWS: usize = 24;
/// Players skip what is idle for longer than so many seconds.
const IDLE: f64 = 2.0;
/// How long somebody takes to type a letter.
const LETTER: Millis = Millis(45);
/// How long somebody looks at a line before pressing Enter.
const ENTER: Millis = Millis(350);

/// A run as an asciicast: a header and then an event a line.
pub fn cast(timeline: &Timeline, markers: &[Marker], title: &str, speed: f64) -> String {
    let mut tape = Tape { speed, ..Tape::default() };
    let mut inputs: VecDeque<&Input> = timeline.inputs().iter().collect();
    let mut markers: VecDeque<&Marker> = markers.iter().collect();
    tape.prompt(Time::ZERO);
    for record in timeline.records() {
        while let Some(marker) = markers.pop_front_if(|marker| marker.at <= record.at) {
            tape.event(marker.at, "m", &marker.name);
        }
        // An input of the same instant comes before what it leads to.
        let begins =
            matches!(record.entry, Entry::Command { .. } | Entry::Output { .. } | Entry::Exit { .. });
        while let Some(input) =
            inputs.pop_front_if(|input| input.at < record.at || begins && input.at == record.at)
        {
            tape.input(input);
        }
        match &record.entry {
            Entry::Output { text, .. } => tape.write(record.at, text),
            Entry::Exit { process, .. } => tape.ended(record.at, *process),
            Entry::Command { label, fault: true } => tape.remark(record.at, label),
            _ => {}
        }
    }
    tape.finish(title)
}

/// What was recorded so far.
#[derive(Default)]
struct Tape {
    speed: f64,
    events: Vec<Value>,
    widest: usize,
    /// How much later everything is, because somebody typed.
    late: Millis,
    /// When the last event was.
    last: Millis,
    /// Whether a prompt waits for a command.
    prompts: bool,
    /// How many commands began, and which of them still run.
    begun: u32,
    running: BTreeSet<u32>,
}

impl Tape {
    /// When something is on the tape. Never before what is on it already.
    fn at(&self, time: Time) -> Millis {
        let shown = Millis((time.since(Time::ZERO).0 as f64 / self.speed) as u64);
        Millis((shown + self.late).0.max(self.last.0))
    }

    fn event(&mut self, time: Time, kind: &str, data: &str) {
        self.last = self.at(time);
        let seconds = self.last.0 as f64 / 1000.0;
        self.events.push(json!([seconds, kind, data]));
    }

    fn prompt(&mut self, time: Time) {
        if !self.prompts {
            self.event(time, "o", "$ ");
            self.prompts = true;
        }
    }

    /// Writes what a command wrote. What would steer the terminal is shown instead: it may come from a manifest.
    fn write(&mut self, time: Time, text: &str) {
        if std::mem::take(&mut self.prompts) {
            self.event(time, "o", "\r\n");
        }
        self.widest = text.lines().map(|line| line.chars().count()).fold(self.widest, usize::max);
        let visible =
            |c: char| if c.is_control() && c != '\n' && c != '\t' { char::REPLACEMENT_CHARACTER } else { c };
        let text: String = text.chars().map(visible).collect();
        self.event(time, "o", &text.replace('\n', "\r\n"));
    }

    fn input(&mut self, input: &Input) {
        match &*input.command {
            Command::Run { args, stdin } => {
                self.begun += 1;
                self.running.insert(self.begun);
                self.typed(input.at, &line(args), stdin);
            }
            Command::Interrupt(process) => {
                self.event(input.at, "o", "^C\r\n");
                self.running.remove(&process.0);
            }
            Command::File { .. } | Command::Report { .. } | Command::Node { .. } => {}
            Command::Behave(_) | Command::Place(_) | Command::Marker { .. } => {}
        }
    }

    /// Somebody types a command line, letter by letter, and presses Enter.
    fn typed(&mut self, time: Time, line: &str, stdin: &str) {
        self.prompt(time);
        self.widest = self.widest.max(line.chars().count() + 2);
        for letter in line.chars() {
            self.late = self.late + LETTER;
            self.event(time, "o", letter.encode_utf8(&mut [0; 4]));
        }
        self.late = self.late + ENTER;
        self.prompts = false;
        self.event(time, "o", "\r\n");
        if !stdin.is_empty() {
            self.write(time, stdin);
        }
    }

    /// A fault is no command: it stands there as a comment.
    fn remark(&mut self, time: Time, label: &str) {
        self.prompt(time);
        self.prompts = false;
        self.event(time, "o", &format!("# {label}\r\n"));
        if self.running.is_empty() {
            self.prompt(time);
        }
    }

    fn ended(&mut self, time: Time, process: ProcessId) {
        self.running.remove(&process.0);
        if self.running.is_empty() {
            self.prompt(time);
        }
    }

    fn finish(self, title: &str) -> String {
        let width = self.widest.clamp(COLUMNS.0, COLUMNS.1);
        let mut header = json!({ "version": 2, "width": width, "height": ROWS, "idle_time_limit": IDLE });
        if !title.is_empty() {
            header["title"] = title.into();
        }
        let lines = [header].into_iter().chain(self.events);
        lines.map(|line| format!("{line}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ordinal_core::scenario::{Player, Scenario};

    const SCENARIO: &str = "
title: A short one
steps:
- kubectl: get pods
- marker: {name: Nothing there}
- {after: 3s, node: node-b, to: down}
- {after: 1s, kubectl: get pods -n 'no where'}
";

    fn events() -> (Value, Vec<(f64, String, String)>) {
        let mut player = Player::new(Scenario::parse(SCENARIO).unwrap());
        player.rest(Millis::seconds(1));
        let text = cast(player.timeline(), player.markers(), "A short one", 1.0);
        let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let header = lines.next().unwrap();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        (header, lines.map(|line| (line[0].as_f64().unwrap(), word(&line[1]), word(&line[2]))).collect())
    }

    #[test]
    fn a_header_says_what_it_is() {
        let header =
            json!({"version": 2, "width": 80, "height": 24, "idle_time_limit": 2.0, "title": "A short one"});
        assert_eq!(events().0, header);
    }

    #[test]
    fn commands_are_typed_and_answered_in_order() {
        let (_, events) = events();
        assert!(events.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{events:?}");
        let screen: String =
            events.iter().filter(|event| event.1 == "o").map(|event| event.2.as_str()).collect();
        assert_eq!(
            screen,
            "$ kubectl get pods\r\nNo resources found in default namespace.\r\n$ # node-b falls silent\r\n\
             $ kubectl get pods -n 'no where'\r\nNo resources found in no where namespace.\r\n$ "
        );
        let markers: Vec<_> =
            events.iter().filter(|event| event.1 == "m").map(|event| event.2.as_str()).collect();
        assert_eq!(markers, ["Nothing there"]);
    }
}
