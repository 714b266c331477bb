//! `ordinal export SCENARIO|MANIFEST`

use super::{Failure, Outcome};
use crate::files;
use lexopt::Arg::{Long, Short, Value};
use ordinal_core::scene::{History, HistoryReader, Scene};
use ordinal_core::{Time, Timeline};
use ordinal_picture::{Drawing, StageOptions, StaircaseOptions, SvgOptions, Theme, stage, staircase, to_svg};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `ordinal export --help` says.
pub const HELP: &str = "\
Plays a scenario, or what applying a manifest does, and draws a moment of it as the
page shows it.

Usage: ordinal export [OPTIONS] FILE     (- reads standard input)

      --at TIME      the moment, as in 12s; without it, when all has come to rest
      --svg FILE     where to write it; without it, or with -, standard output
      --staircase    the staircase up to then instead of the stage
      --theme THEME  light, dark or auto (as whoever looks at it prefers)
      --width N      the width of the drawing in pixels, 280 to 10000
  -h, --help         this
";

struct Options {
    path: PathBuf,
    at: Option<Time>,
    svg: Option<PathBuf>,
    staircase: bool,
    theme: Theme,
    width: Option<f64>,
}

/// Runs the subcommand.
///
/// # Errors
/// When an argument or a file is no good.
pub fn run(parser: &mut lexopt::Parser, out: &mut impl Write) -> Outcome {
    let Some(options) = options(parser)? else {
        return super::help(out, HELP);
    };
    let scenario = files::scenario(&options.path)?;
    let title = scenario.title.clone();
    let timeline = super::run::play(scenario, options.at);
    let scene = Scene::of(timeline.cluster(), None);
    let drawing = draw(&timeline, &scene, &options);
    let sentence = scene.decision.as_ref().filter(|_| !options.staircase);
    let title = Some(&*title).filter(|title| !title.is_empty());
    let svg = to_svg(&drawing, &SvgOptions { theme: options.theme, title, decision: sentence });
    match options.svg.filter(|path| path != OsStr::new("-")) {
        None => out.write_all(svg.as_bytes())?,
        Some(path) => fs::write(&path, svg).map_err(|error| format!("{}: {error}", path.display()))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn draw(timeline: &Timeline, scene: &Scene, options: &Options) -> Drawing {
    if !options.staircase {
        let defaults = StageOptions::default();
        return stage(scene, &StageOptions { width: options.width.unwrap_or(defaults.width), ..defaults });
    }
    let attention = scene.decision.as_ref().map(|decision| decision.pods.clone()).unwrap_or_default();
    let defaults = StaircaseOptions::default();
    let width = options.width.unwrap_or(defaults.width);
    staircase(&history(timeline), &StaircaseOptions { width, now: timeline.now(), attention, ..defaults })
        .drawing
}

fn history(timeline: &Timeline) -> History {
    let mut reader = HistoryReader::new(None);
    reader.extend(timeline.records());
    reader.history(timeline.now())
}

fn options(parser: &mut lexopt::Parser) -> Result<Option<Options>, Failure> {
    let mut path = None;
    let mut options = Options {
        path: PathBuf::new(),
        at: None,
        svg: None,
        staircase: false,
        theme: Theme::Auto,
        width: None,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("at") => options.at = Some(super::instant(&parser.value()?)?),
            Long("svg") => options.svg = Some(parser.value()?.into()),
            Long("staircase") => options.staircase = true,
            Long("theme") => options.theme = theme(&parser.value()?)?,
            Long("width") => options.width = Some(width(&parser.value()?)?),
            Short('h') | Long("help") => return Ok(None),
            Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    options.path = path.ok_or_else(|| Failure::Usage("which scenario or manifest? Name a file".into()))?;
    Ok(Some(options))
}

fn theme(value: &OsStr) -> Result<Theme, Failure> {
    match value.to_str() {
        Some("light") => Ok(Theme::Light),
        Some("dark") => Ok(Theme::Dark),
        Some("auto") => Ok(Theme::Auto),
        _ => Err(Failure::Usage(format!("--theme is light, dark or auto, not {value:?}"))),
    }
}

fn width(value: &OsStr) -> Result<f64, Failure> {
    let width = value.to_str().and_then(|text| text.parse::<u32>().ok());
    let width = width.filter(|width| (280..=10_000).contains(width)).map(f64::from);
    width.ok_or_else(|| Failure::Usage(format!("--width is a number from 280 to 10000, not {value:?}")))
}
