//! What a running command works with: the cluster, its terminal, and what it has written so far.

use super::args::Args;
use super::failure::Failure;
use super::{Outcome, Progress, Session};
use crate::journal::Entry;
use crate::process::ProcessId;
use crate::store::Change;
use crate::world::World;

/// A command at work.
pub(crate) struct Context<'a> {
    /// The cluster.
    pub world: &'a mut World,
    /// The terminal.
    pub session: &'a mut Session,
    /// What can be read from standard input.
    pub stdin: &'a str,
    /// What has changed since a running command looked last.
    pub changes: &'a [Change],
    /// The command line, where `--record` asks for it to be written into what it changes.
    pub cause: Option<String>,
    /// What was written: whether to standard error, and what.
    pub written: Vec<(bool, String)>,
}

impl<'a> Context<'a> {
    /// A command that has written nothing yet.
    pub fn new(world: &'a mut World, session: &'a mut Session, stdin: &'a str) -> Context<'a> {
        Context { world, session, stdin, changes: &[], cause: None, written: Vec::new() }
    }

    /// Writes to standard output.
    pub fn print(&mut self, text: impl AsRef<str>) {
        self.write(false, text.as_ref());
    }

    /// Writes a line to standard output.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.print(text);
        self.print("\n");
    }

    /// Writes a line to standard error.
    pub fn warn(&mut self, text: impl AsRef<str>) {
        self.write(true, text.as_ref());
        self.write(true, "\n");
    }

    /// Writes to standard error.
    pub fn complain(&mut self, text: &str) {
        self.write(true, text);
    }

    fn write(&mut self, error: bool, text: &str) {
        match self.written.last_mut() {
            Some((to, written)) if *to == error => written.push_str(text),
            _ if text.is_empty() => {}
            _ => self.written.push((error, text.into())),
        }
    }

    /// The namespace a command is about: the one it names, else the terminal's.
    pub fn namespace(&self, args: &Args) -> String {
        let given = args.get("namespace").filter(|namespace| !namespace.is_empty());
        given.unwrap_or_else(|| self.session.namespace()).into()
    }

    /// Writes a failure down and makes it an exit code.
    pub fn settle(&mut self, outcome: Outcome) -> Progress {
        outcome.unwrap_or_else(|Failure { message, code }| {
            self.write(true, &message);
            Progress::Done(code)
        })
    }

    /// Puts what was written into the journal.
    pub fn flush(&mut self, process: ProcessId) {
        for (error, text) in std::mem::take(&mut self.written) {
            self.world.write(Entry::Output { process, error, text: text.into() });
        }
    }
}
