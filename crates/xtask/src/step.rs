//! Steps: one line for each thing done, with its time; what a failing command printed is shown whole.

use std::fmt;
use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

/// Why something was not done, in one sentence; the output that explains it has been shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed(pub String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Done, with what it gave; or not, with the reason.
pub type Outcome<T = ()> = Result<T, Failed>;

/// Runs commands and says so.
pub struct Steps {
    /// Whether commands write to the terminal as they go, instead of being quiet while all is well.
    pub verbose: bool,
}

impl Steps {
    /// Runs a command to its end as one step; returns what it printed (nothing when verbose: that was shown).
    pub fn run(&self, title: &str, command: &mut Command) -> Outcome<String> {
        self.open(title);
        let start = Instant::now();
        let ended = if self.verbose { attached(command) } else { captured(command) };
        let seconds = start.elapsed().as_secs_f32();
        match ended {
            Ok((status, output)) if status.success() => {
                self.close(title, &format!("{seconds:.1} s"));
                Ok(output)
            }
            Ok((status, output)) => {
                self.close(title, &format!("FAILED after {seconds:.1} s"));
                println!("{}\n  {}\n  {status}", output.trim_end(), shown(command));
                Err(Failed(format!("{title}: {status}")))
            }
            Err(error) => {
                self.close(title, "FAILED");
                Err(Failed(format!("cannot run {}: {error}", command.get_program().display())))
            }
        }
    }

    fn open(&self, title: &str) {
        print!("  {title} …{}", if self.verbose { "\n" } else { " " });
        // A terminal that is gone is no reason to stop.
        let _ = io::stdout().flush();
    }

    fn close(&self, title: &str, end: &str) {
        if self.verbose { println!("  {title}: {end}") } else { println!("{end}") }
    }
}

fn attached(command: &mut Command) -> io::Result<(ExitStatus, String)> {
    Ok((command.stdin(Stdio::null()).status()?, String::new()))
}

/// Both streams through one pipe, so that their lines keep their order.
fn captured(command: &mut Command) -> io::Result<(ExitStatus, String)> {
    let (mut reader, writer) = io::pipe()?;
    let mut child = command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // The command still owns both ends for writing; the pipe ends only when they are closed.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut output = Vec::new();
    reader.read_to_end(&mut output)?;
    Ok((child.wait()?, String::from_utf8_lossy(&output).into_owned()))
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Steps = Steps { verbose: false };

    #[test]
    fn output_of_both_streams_keeps_its_order() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; echo three"]);
        assert_eq!(QUIET.run("count", &mut command), Ok("one\ntwo\nthree\n".into()));
    }

    #[test]
    fn a_failing_command_fails_its_step() {
        let ended = QUIET.run("fail", Command::new("sh").args(["-c", "exit 3"]));
        assert_eq!(ended, Err(Failed("fail: exit status: 3".into())));
    }

    #[test]
    fn a_missing_command_is_named() {
        let Failed(why) = QUIET.run("miss", &mut Command::new("no-such-command")).unwrap_err();
        assert!(why.starts_with("cannot run no-such-command: "), "{why}");
    }
}
