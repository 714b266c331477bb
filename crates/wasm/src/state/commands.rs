//! The commands that somebody gives a player's run: lines to run, what they ask back, and gestures.

use super::State;
use crate::event::{Exit, Output, PlayerEvent};
use crate::jobs::Job;
use crate::run::Way;
use ordinal_core::command::{self, Command};
use ordinal_core::journal::Entry;
use ordinal_core::process::ProcessId;

/// After how many looks at the clock, if it had one, a command leaves what it leads to at once to the next frames.
const LOOKS_AT_ONCE: u32 = 40;

impl State {
    /// Starts a command line.
    pub fn run(&mut self, line: &str, stdin: &str) -> Job {
        self.start(Command::line(line, stdin))
    }

    /// Types a line into a shell that runs.
    pub fn type_into(&mut self, shell: Job, line: &str) -> Option<Job> {
        let process = self.jobs.process(shell)?;
        self.prompt(shell)?;
        let args = [format!("@{}", process.0), line.into()];
        Some(self.start(Command::Run { args: args.into(), stdin: "".into() }))
    }

    /// The text that a command which edits hands out.
    pub fn edited_text(&self, job: Job) -> Option<String> {
        let process = self.jobs.process(job)?;
        self.run.timeline().cluster().edited_text(process).map(String::from)
    }

    /// Gives an edited text back to the command that handed it out.
    pub fn give_back(&mut self, job: Job, text: &str) -> Option<Job> {
        let process = self.jobs.process(job)?;
        self.edited_text(job)?;
        let args = [format!("@{}", process.0)];
        Some(self.start(Command::Run { args: args.into(), stdin: text.into() }))
    }

    /// The prompt of a shell that runs.
    pub fn prompt(&self, shell: Job) -> Option<String> {
        self.run.timeline().cluster().prompt(self.jobs.process(shell)?)
    }

    fn start(&mut self, command: Command) -> Job {
        let job = self.jobs.begin();
        if self.run.timeline().has_future() && self.answer(job, &command) {
            return job;
        }
        let process = self.do_now(command);
        if let Some(process) = process {
            self.jobs.bind(job, process);
        }
        self.acted();
        job
    }

    /// Looks at the past without changing it: does a command that only reads on a copy, and if it ends at once, tells
    /// what it printed.
    fn answer(&mut self, job: Job, command: &Command) -> bool {
        if !matches!(command, Command::Run { args, .. } if command::only_reads(args)) {
            return false;
        }
        let mut copy = self.run.timeline().cluster().clone();
        let before = copy.store().resource_version();
        let process = copy.apply(command);
        let reads = process.is_none_or(|process| !copy.is_running(process))
            && copy.store().resource_version() == before;
        for record in copy.take_journal().into_iter().filter(|_| reads) {
            match record.entry {
                Entry::Output { error, text, .. } => {
                    self.events.push(PlayerEvent::Output(Output { job, error, text: text.to_string() }));
                }
                Entry::Exit { code, .. } => self.events.push(PlayerEvent::Exit(Exit { job, code })),
                _ => {}
            }
        }
        reads
    }

    pub fn interrupt(&mut self, job: Job) {
        if let Some(process) = self.jobs.process(job) {
            self.apply(Command::Interrupt(process));
        }
    }

    /// Does a command now.
    pub fn apply(&mut self, command: Command) {
        self.do_now(command);
        self.acted();
    }

    fn do_now(&mut self, command: Command) -> Option<ProcessId> {
        let timeline = self.run.timeline();
        self.told = self.told.min(timeline.records().len());
        if timeline.has_future() {
            self.pictures.forget_history();
        }
        self.run.apply(command)
    }

    pub(super) fn acted(&mut self) {
        // What is due at this very instant needs no time to pass: the end of a shell that was left. What is left of it
        // is for the next frames.
        let (now, mut looks) = (self.run.timeline().now(), 0);
        let is_up = || {
            looks += 1;
            looks > LOOKS_AT_ONCE
        };
        if self.run.target.is_none() && self.run.go(now, is_up) == Way::Cut {
            self.run.head_for(now);
        }
        self.tell_records();
        self.end_lost_jobs();
        self.wake();
    }

    pub fn complete(&self, line: &str) -> Vec<String> {
        self.run.timeline().cluster().complete(line, line.len())
    }
}
