//! Stretches: pieces of a function's code that run from their beginning on once they are reached. One begins with the
//! function, and one wherever the code can come from elsewhere or may not come to. They are numbered through the module.

use wasmparser::Operator;

/// Counts stretches while a function's code is read.
#[derive(Debug, Default)]
pub struct Stretches {
    next: u32,
    /// In how many blocks the code is, the function among them.
    depth: u32,
}

impl Stretches {
    /// How many there were.
    pub fn count(&self) -> u32 {
        self.next
    }

    /// In how many blocks the code is.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// A function begins, and with it a stretch: its number.
    pub fn begin(&mut self) -> u32 {
        self.depth = 1;
        self.number()
    }

    /// The number of the stretch that begins after an instruction, if one does.
    pub fn after(&mut self, operator: &Operator) -> Option<u32> {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } => {
                self.depth += 1;
                None
            }
            Operator::If { .. } => {
                self.depth += 1;
                Some(self.number())
            }
            Operator::End => {
                self.depth -= 1;
                (self.depth > 0).then(|| self.number())
            }
            Operator::Else | Operator::BrIf { .. } => Some(self.number()),
            _ => None,
        }
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }
}
