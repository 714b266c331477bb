//! A copy of a module in which every stretch of code leaves a mark when it runs.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{CodeSection, Function, Instruction, MemArg, MemArgTarget, MemorySection};
use wasmparser::{FunctionBody, MemorySectionReader, Parser};

use super::module::Module;
use super::stretch::Stretches;
use super::{Error, explained, unsplittable};
use crate::step::{Failed, Outcome};

/// The bytes of a page of memory.
const PAGE: u32 = 65_536;

/// A module that marks what runs.
pub struct Marked {
    /// The module.
    pub wasm: Vec<u8>,
    /// Where in its memory the marks are: one byte for each stretch, 1 once it ran. The place is between what the
    /// module has from the start and what it asks for later, so nothing else is there.
    pub marks: u32,
    /// How many stretches there are.
    pub stretches: u32,
}

/// Makes the copy.
///
/// # Errors
/// When the module is broken or has no memory.
pub fn mark(wasm: &[u8]) -> Outcome<Marked> {
    let marked = || {
        let module = Module::read(wasm)?;
        let memory = module.memories.first().ok_or_else(|| unsplittable("it has no memory"))?;
        let (marks, stretches) = (memory.initial as u32 * PAGE, count(&module)?);
        let mut marker = Marker { marks, stretches, seen: Stretches::default() };
        let mut copy = wasm_encoder::Module::new();
        marker.parse_core_module(&mut copy, Parser::new(0), wasm)?;
        Ok(Marked { wasm: copy.finish(), marks, stretches })
    };
    marked().map_err(explained)
}

fn count(module: &Module) -> Result<u32, Error> {
    let mut stretches = Stretches::default();
    for body in &module.bodies {
        stretches.begin();
        for operator in body.get_operators_reader()? {
            stretches.after(&operator?);
        }
    }
    Ok(stretches.count())
}

/// Copies a module, and adds the marks.
struct Marker {
    marks: u32,
    stretches: u32,
    seen: Stretches,
}

impl Reencode for Marker {
    type Error = Failed;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: MemorySectionReader<'_>,
    ) -> Result<(), Error> {
        for memory in section {
            let mut memory = self.memory_type(memory?)?;
            memory.minimum += u64::from(self.stretches.div_ceil(PAGE));
            memory.maximum = memory.maximum.map(|most| most.max(memory.minimum));
            memories.memory(memory);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let first = self.seen.begin();
        self.leave_mark(&mut function, first);
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let stretch = self.seen.after(&operator);
            function.instruction(&self.instruction(operator)?);
            if let Some(stretch) = stretch {
                self.leave_mark(&mut function, stretch);
            }
        }
        code.function(&function);
        Ok(())
    }
}

impl Marker {
    fn leave_mark(&self, function: &mut Function, stretch: u32) {
        let target = MemArgTarget::Memory(0);
        let marks = MemArg { offset: self.marks.into(), align: 0, target, ordering: None };
        function.instruction(&Instruction::I32Const(stretch.cast_signed()));
        function.instruction(&Instruction::I32Const(1)).instruction(&Instruction::I32Store8(marks));
    }
}
