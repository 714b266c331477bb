//! Draws hand-made scenes into a folder: `cargo run -p ordinal-picture --example gallery -- folder`.

#[path = "../tests/scenes/mod.rs"]
mod scenes;

use ordinal_core::time::Time;
use ordinal_picture::{Drawing, StageOptions, StaircaseOptions, SvgOptions, Theme, stage, staircase, to_svg};
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| "gallery".into());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let scenes = [
        ("partitioned", scenes::partitioned()),
        ("states", scenes::states()),
        ("mixed", scenes::mixed()),
        ("many-7", scenes::many(7)),
        ("many-40", scenes::many(40)),
        ("many-200", scenes::many(200)),
        ("many-1000", scenes::many(1000)),
        ("many-10000", scenes::many(10_000)),
    ];
    for (name, scene) in &scenes {
        for width in [350.0, 680.0, 840.0, 1240.0] {
            let drawing = stage(scene, &StageOptions { width, ..StageOptions::default() });
            let options = SvgOptions { decision: scene.decision.as_ref(), ..SvgOptions::default() };
            write(folder, &format!("{name}-{width}"), &drawing, &options)?;
        }
    }
    let histories = [
        ("history", scenes::history(), Time(83_600)),
        ("textures", scenes::textures(), Time(390_000)),
        ("wave-40", scenes::long_history(40), Time(400_000)),
        ("wave-1000", scenes::long_history(1000), Time(10_000_000)),
    ];
    for (name, history, now) in &histories {
        for width in [350.0, 1240.0] {
            let attention = vec!["web-3".into()];
            let options =
                StaircaseOptions { width, now: *now, compress_idle: true, attention, ..Default::default() };
            let drawing = staircase(history, &options).drawing;
            write(folder, &format!("{name}-{width}"), &drawing, &SvgOptions::default())?;
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, drawing: &Drawing, options: &SvgOptions) -> io::Result<()> {
    for (theme, word) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let svg = to_svg(drawing, &SvgOptions { theme, ..options.clone() });
        fs::write(folder.join(format!("{name}-{word}.svg")), svg)?;
    }
    Ok(())
}
