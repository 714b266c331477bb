//! `ordinal run SCENARIO|MANIFEST`

use super::{Failure, Outcome};
use crate::files;
use crate::narrate::{Detail, Line, Narrator};
use crate::paint::Painter;
use lexopt::Arg::{Long, Short, Value};
use ordinal_core::scenario::{Player, Scenario};
use ordinal_core::{Millis, Time, Timeline};
use std::io::{IsTerminal, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

/// What `ordinal run --help` says.
pub const HELP: &str = "\
Plays a scenario, or what applying a manifest does, and prints what happens.

Usage: ordinal run [OPTIONS] FILE        (- reads standard input)

      --until TIME   stop there, as in 90s or 1m30s; without it, when nothing has
                     happened for a minute after the last step
      --speed N      as it happens: N seconds of the simulation in a second
  -v, --verbose      also volumes, revisions, Events and every controller's decisions
      --color WHEN   auto, always or never
  -h, --help         this
";

/// For how long nothing must happen after the last step.
const REST: Millis = Millis::seconds(60);

struct Options {
    path: PathBuf,
    until: Option<Time>,
    speed: Option<f64>,
    detail: Detail,
    colours: bool,
}

/// Runs the subcommand.
///
/// # Errors
/// When an argument or the file is no good.
pub fn run(parser: &mut lexopt::Parser, out: &mut impl Write) -> Outcome {
    let Some(options) = options(parser)? else {
        return super::help(out, HELP);
    };
    let scenario = files::scenario(&options.path)?;
    let player = play(scenario, options.until);
    tell(player.timeline(), &options, out)?;
    Ok(ExitCode::SUCCESS)
}

/// Plays a scenario to an instant, or until it has come to rest.
pub fn play(scenario: Scenario, until: Option<Time>) -> Player {
    let mut player = Player::new(scenario);
    match until {
        Some(until) => player.advance(until),
        None => player.rest(REST),
    }
    player
}

fn tell(timeline: &Timeline, options: &Options, out: &mut impl Write) -> Result<(), Failure> {
    let mut narrator = Narrator::new(timeline.inputs(), options.detail);
    let lines: Vec<Line> = timeline.records().flat_map(|record| narrator.tell(record)).collect();
    let painter = Painter::new(options.colours, &lines);
    let mut before = Time::ZERO;
    for line in &lines {
        if let Some(speed) = options.speed {
            out.flush()?;
            sleep(Duration::from_millis((line.at - before).0).div_f64(speed));
            before = line.at;
        }
        painter.write(out, line)?;
    }
    Ok(())
}

fn options(parser: &mut lexopt::Parser) -> Result<Option<Options>, Failure> {
    let plain = std::env::var_os("NO_COLOR").is_some() || !stdout().is_terminal();
    let (mut path, mut colours) = (None, !plain);
    let (mut until, mut speed, mut detail) = (None, None, Detail::Story);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("until") => until = Some(super::instant(&parser.value()?)?),
            Long("speed") => speed = Some(super::speed(&parser.value()?)?),
            Short('v') | Long("verbose") => detail = Detail::All,
            Long("color") => colours = colour(&parser.value()?, colours)?,
            Short('h') | Long("help") => return Ok(None),
            Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let path = path.ok_or_else(|| Failure::Usage("which scenario or manifest? Name a file".into()))?;
    Ok(Some(Options { path, until, speed, detail, colours }))
}

fn colour(value: &std::ffi::OsStr, auto: bool) -> Result<bool, Failure> {
    match value.to_str() {
        Some("auto") => Ok(auto),
        Some("always") => Ok(true),
        Some("never") => Ok(false),
        _ => Err(Failure::Usage(format!("--color is auto, always or never, not {value:?}"))),
    }
}
