//! The clock on the wall and the memory of the process: the one place outside the model that needs them.

/// A stopwatch.
#[expect(clippy::disallowed_types, reason = "measures how long the model takes, not what it does")]
pub struct Clock(std::time::Instant);

#[expect(clippy::disallowed_types, reason = "see above")]
impl Clock {
    /// Starts now.
    pub fn start() -> Clock {
        Clock(std::time::Instant::now())
    }

    /// The milliseconds since the start.
    pub fn millis(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }
}

/// The most memory this process has had, in megabytes; none where the system does not say.
#[cfg(not(target_family = "wasm"))]
pub fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// The memory of the instance, in megabytes: it only ever grows, so what it has now is the most it had.
#[cfg(target_family = "wasm")]
pub fn peak() -> Option<f64> {
    const PAGE: f64 = 65_536.0;
    Some(core::arch::wasm32::memory_size(0) as f64 * PAGE / 1e6)
}
