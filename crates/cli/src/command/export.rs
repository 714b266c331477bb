//! `ordinal export SCENARIO|MANIFEST`

use super::{Failure, Outcome};
use crate::cast::cast;
use crate::{animate, files};
use lexopt::Arg::{Long, Short, Value};
use ordinal_core::scene::{History, HistoryReader, Scene};
use ordinal_core::{Time, Timeline};
use ordinal_picture::{
    Drawing, StageOptions, StaircaseOptions, SvgOptions, Theme, stage, staircase, to_animated_svg, to_svg,
};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `ordinal export --help` says.
pub const HELP: &str = "\
Plays a scenario, or what applying a manifest does, and draws a moment of it as the
page shows it, or all of it as an animation or as a recording of the terminal.

Usage: ordinal export [OPTIONS] FILE     (- reads standard input)

      --at TIME      the moment, as in 12s; without it, when all has come to rest
      --svg FILE     where to write the drawing; without it, or with -, standard output
      --staircase    the staircase up to then instead of the stage
      --animated     everything up to then, moving and looping by CSS alone: for a README
      --cast FILE    the terminal up to then as an asciicast v2, for asciinema; - is
                     standard output
      --speed N      seconds of the simulation in a second of an animation (2) or a cast (1)
      --theme THEME  light, dark or auto (as whoever looks at it prefers)
      --width N      the width of the drawing in pixels, 280 to 10000
  -h, --help         this
";

struct Options {
    path: PathBuf,
    at: Option<Time>,
    svg: Option<PathBuf>,
    cast: Option<PathBuf>,
    staircase: bool,
    animated: bool,
    speed: Option<f64>,
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
    let player = super::run::play(scenario, options.at);
    if let Some(path) = &options.cast {
        let text = cast(player.timeline(), player.markers(), &title, options.speed.unwrap_or(1.0));
        write(path, &text, out)?;
    }
    if options.cast.is_none() || options.svg.is_some() {
        let svg = draw_all(player.into_timeline(), &title, &options)?;
        write(options.svg.as_deref().unwrap_or(Path::new("-")), &svg, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str, out: &mut impl Write) -> Result<(), Failure> {
    if path == Path::new("-") {
        return Ok(out.write_all(text.as_bytes())?);
    }
    fs::write(path, text).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}

/// The drawing, or the drawings as one, as a file.
fn draw_all(mut timeline: Timeline, title: &str, options: &Options) -> Result<String, Failure> {
    let title = Some(title).filter(|title| !title.is_empty());
    if options.animated {
        let history = history(&timeline);
        let draw = |timeline: &Timeline, scene: &Scene| draw(timeline.now(), &history, scene, options);
        let speed = options.speed.unwrap_or(2.0);
        let moments = animate::moments(&mut timeline, speed, !options.staircase, draw)?;
        let options = SvgOptions { theme: options.theme, title, decision: None };
        return Ok(to_animated_svg(&moments, &options, &animate::description(&timeline)));
    }
    let scene = Scene::of(timeline.cluster(), None);
    let drawing = draw(timeline.now(), &history(&timeline), &scene, options);
    let decision = scene.decision.as_ref().filter(|_| !options.staircase);
    Ok(to_svg(&drawing, &SvgOptions { theme: options.theme, title, decision }))
}

fn draw(now: Time, history: &History, scene: &Scene, options: &Options) -> Drawing {
    if !options.staircase {
        let defaults = StageOptions::default();
        return stage(scene, &StageOptions { width: options.width.unwrap_or(defaults.width), ..defaults });
    }
    let attention = scene.decision.as_ref().map(|decision| decision.pods.clone()).unwrap_or_default();
    let defaults = StaircaseOptions::default();
    let width = options.width.unwrap_or(defaults.width);
    staircase(history, &StaircaseOptions { width, now, attention, ..defaults }).drawing
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
        cast: None,
        staircase: false,
        animated: false,
        speed: None,
        theme: Theme::Auto,
        width: None,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("at") => options.at = Some(super::instant(&parser.value()?)?),
            Long("svg") => options.svg = Some(parser.value()?.into()),
            Long("staircase") => options.staircase = true,
            Long("animated") => options.animated = true,
            Long("cast") => options.cast = Some(parser.value()?.into()),
            Long("speed") => options.speed = Some(super::speed(&parser.value()?)?),
            Long("theme") => options.theme = theme(&parser.value()?)?,
            Long("width") => options.width = Some(width(&parser.value()?)?),
            Short('h') | Long("help") => return Ok(None),
            Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.cast.is_some() && options.svg.is_none() && (options.animated || options.staircase) {
        let message = "--cast is the terminal: name a file for the drawing as well, with --svg";
        return Err(Failure::Usage(message.into()));
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
