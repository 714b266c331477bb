//! Where the parts of a slot are, from top to bottom: card, plate, cable, claims, disks.

use super::grid::{Level, SLOT_PAD};

/// The measures of the slots of one workload; all its slots have the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Anatomy {
    /// Whether the slots are the small ones.
    pub slim: bool,
    /// Their width.
    pub width: f64,
    /// Whether they have a plate with the name that stays.
    pub plate: bool,
    /// The most claims that one has.
    pub claims: usize,
}

impl Anatomy {
    /// The measures for a level.
    pub(crate) fn new(level: Level, width: f64, plate: bool, claims: usize) -> Anatomy {
        Anatomy { slim: level == Level::Slim, width, plate, claims }
    }

    /// One of two measures: the full one or the slim one.
    fn pick(&self, full: f64, slim: f64) -> f64 {
        if self.slim { slim } else { full }
    }

    /// The card's height.
    pub(crate) fn card(&self) -> f64 {
        self.pick(100.0, 68.0)
    }

    /// The plate's top.
    pub(crate) fn plate_top(&self) -> f64 {
        self.card() + self.pick(6.0, 5.0)
    }

    /// The plate's height.
    pub(crate) fn plate_height(&self) -> f64 {
        self.pick(22.0, 18.0)
    }

    /// Where the cable comes out.
    pub(crate) fn cable_top(&self) -> f64 {
        if self.plate { self.plate_top() + self.plate_height() } else { self.card() }
    }

    /// How long the cable is.
    pub(crate) fn cable(&self) -> f64 {
        self.pick(44.0, 32.0)
    }

    /// Whether a claim and its disk share one card, because there are several.
    pub(crate) fn stacked(&self) -> bool {
        self.claims > 1
    }

    /// A claim's height.
    pub(crate) fn claim(&self) -> f64 {
        match (self.stacked(), self.slim) {
            (true, false) => 48.0,
            (true, true) => 26.0,
            (false, false) => 44.0,
            (false, true) => 22.0,
        }
    }

    /// The top of a claim.
    pub(crate) fn claim_top(&self, index: usize) -> f64 {
        self.cable_top() + self.cable() + index as f64 * (self.claim() + 6.0)
    }

    /// The disk's top, where there is one claim.
    pub(crate) fn disk_top(&self) -> f64 {
        self.claim_top(0) + self.claim() + self.pick(10.0, 6.0)
    }

    /// The disk's height.
    pub(crate) fn disk(&self) -> f64 {
        self.pick(68.0, 44.0)
    }

    /// The slot's height, from the card's top to the lower edge of its back.
    pub(crate) fn height(&self) -> f64 {
        let content = match self.claims {
            0 if self.plate => self.plate_top() + self.plate_height(),
            0 => self.card(),
            1 => self.disk_top() + self.disk(),
            claims => self.claim_top(claims - 1) + self.claim(),
        };
        content + SLOT_PAD
    }
}
