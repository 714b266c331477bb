//! The module that loads first: of the code only what is used, and everything else that the module has.

use std::collections::BTreeSet;
use std::ops::Range;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function as Code, FunctionSection, GlobalSection, ImportSection,
    Instruction, MemorySection, TableSection,
};
use wasmparser::{ExternalKind, FunctionBody, Operator};

use super::constants::{Address, Constants};
use super::module::{Function, Module};
use super::shared::{Gates, finish, name, types};
use super::stretch::Stretches;
use super::{Error, memory, unsplittable};
use crate::step::Failed;

/// Writes it, with the code of these stretches; says where the constants are that this code can do without.
pub fn write(
    module: &Module,
    gates: &Gates,
    used: &BTreeSet<u32>,
    constants: &Constants,
) -> Result<(Vec<u8>, Vec<Range<Address>>), Error> {
    let (kept, numbers) = (kept(module, used)?, BTreeSet::new());
    let mut first = First { module, gates, used, kept, numbers, seen: Stretches::default() };
    let code = first.code()?;
    let unused = constants.unused(&first.numbers);
    Ok((first.write(&code, &unused)?, unused))
}

/// The functions that were called, in order.
fn kept(module: &Module, used: &BTreeSet<u32>) -> Result<Vec<Function>, Error> {
    let (mut seen, mut kept) = (Stretches::default(), Vec::new());
    for (function, body) in (module.imported..).zip(&module.bodies) {
        if used.contains(&seen.begin()) {
            kept.push(function);
        }
        for operator in body.get_operators_reader()? {
            seen.after(&operator?);
        }
    }
    Ok(kept)
}

struct First<'a> {
    module: &'a Module<'a>,
    gates: &'a Gates,
    used: &'a BTreeSet<u32>,
    kept: Vec<Function>,
    /// The numbers in the code that is kept: some are addresses.
    numbers: BTreeSet<u32>,
    seen: Stretches,
}

impl Reencode for First<'_> {
    type Error = Failed;

    fn function_index(&mut self, function: Function) -> Result<Function, Error> {
        self.number(function).ok_or_else(|| unsplittable("code that is used calls what is not"))
    }

    /// Copies a function as far as it is used.
    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let begin = self.seen.begin();
        let is_called = self.used.contains(&begin);
        // In how many blocks the code was where it stopped being used: the end of the innermost is needed again. That
        // of a function that was not called is never reached.
        let mut cut = (!is_called).then_some(0);
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let depth = self.seen.depth();
            let stretch = self.seen.after(&operator);
            if cut == Some(depth) && matches!(operator, Operator::End | Operator::Else) {
                cut = None;
            }
            if cut.is_some() {
                continue;
            }
            let is_used = stretch.is_none_or(|stretch| self.used.contains(&stretch));
            if self.calls_absent(&operator) {
                function.instruction(&Instruction::Unreachable);
                cut = Some(depth);
                continue;
            }
            self.numbers.extend(number(&operator));
            function.instruction(&self.instruction(operator)?);
            if !is_used {
                function.instruction(&Instruction::Unreachable);
                cut = Some(self.seen.depth());
            }
        }
        if is_called {
            code.function(&function);
        }
        Ok(())
    }
}

impl First<'_> {
    fn write(&mut self, code: &CodeSection, unused: &[Range<Address>]) -> Result<Vec<u8>, Error> {
        let mut wasm = wasm_encoder::Module::new();
        let mut imports = ImportSection::new();
        self.module
            .imports
            .clone()
            .map_or(Ok(()), |section| self.parse_import_section(&mut imports, section))?;
        wasm.section(&types(self, self.module)?).section(&imports).section(&self.signatures());
        wasm.section(&self.tables()?).section(&self.memories()?).section(&self.globals()?);
        wasm.section(&self.exports()?);
        let absent = self.gate(0) - 1;
        wasm.section(&self.gates.fill(|function| self.number(function).unwrap_or(absent)));
        wasm.section(code).section(&memory::first(self.module, unused));
        Ok(finish(wasm, self.module))
    }

    /// The number that a function has here, if it is here.
    fn number(&self, function: Function) -> Option<Function> {
        let own = |place: usize| self.module.imported + place as u32;
        let is_imported = function < self.module.imported;
        if is_imported { Some(function) } else { self.kept.binary_search(&function).ok().map(own) }
    }

    /// The number of a gate: they follow on the functions that are kept and the one that stands for all others.
    fn gate(&self, place: u32) -> Function {
        self.module.imported + self.kept.len() as u32 + 1 + place
    }

    fn calls_absent(&self, operator: &Operator) -> bool {
        matches!(operator, Operator::Call { function_index } if self.number(*function_index).is_none())
    }

    fn signatures(&self) -> FunctionSection {
        let mut functions = FunctionSection::new();
        for function in self.kept.iter().chain([&0]).chain(self.gates.slots.keys()) {
            functions.function(self.module.functions[*function as usize]);
        }
        functions
    }

    fn tables(&mut self) -> Result<TableSection, Error> {
        let mut tables = TableSection::new();
        for (number, table) in (0..).zip(&self.module.tables) {
            tables.table(self.gates.table_type(self, number, table)?);
        }
        Ok(tables)
    }

    fn memories(&mut self) -> Result<MemorySection, Error> {
        let mut memories = MemorySection::new();
        for memory in &self.module.memories {
            memories.memory(self.memory_type(*memory)?);
        }
        Ok(memories)
    }

    fn globals(&mut self) -> Result<GlobalSection, Error> {
        let mut globals = GlobalSection::new();
        self.module
            .globals
            .clone()
            .map_or(Ok(()), |section| self.parse_global_section(&mut globals, section))?;
        Ok(globals)
    }

    /// What the module exports, its functions by their gates; and everything that the whole shares.
    fn exports(&mut self) -> Result<ExportSection, Error> {
        let mut exports = ExportSection::new();
        for export in &self.module.exports {
            match self.gates.slots.keys().position(|function| *function == export.index) {
                Some(place) if export.kind == ExternalKind::Func => {
                    exports.export(export.name, ExportKind::Func, self.gate(place as u32));
                }
                _ => self.parse_export(&mut exports, *export)?,
            }
        }
        let globals = self.module.globals.as_ref().map_or(0, |section| section.count());
        for (kind, count) in [
            (ExternalKind::Func, self.module.imported),
            (ExternalKind::Table, self.module.tables.len() as u32),
            (ExternalKind::Memory, self.module.memories.len() as u32),
            (ExternalKind::Global, globals),
        ] {
            for number in 0..count {
                exports.export(&name(kind, number), self.export_kind(kind)?, number);
            }
        }
        Ok(exports)
    }

    fn code(&mut self) -> Result<CodeSection, Error> {
        let mut code = CodeSection::new();
        for body in &self.module.bodies {
            self.parse_function_body(&mut code, body.clone())?;
        }
        let mut absent = Code::new([]);
        code.function(absent.instruction(&Instruction::Unreachable).instruction(&Instruction::End));
        for (function, slot) in &self.gates.slots {
            let type_index = self.module.functions[*function as usize];
            let mut gate = Code::new([]);
            for parameter in 0..self.module.parameters(type_index)? {
                gate.instruction(&Instruction::LocalGet(parameter));
            }
            gate.instruction(&Instruction::I32Const(slot.cast_signed()));
            gate.instruction(&Instruction::CallIndirect { type_index, table_index: self.gates.table });
            code.function(gate.instruction(&Instruction::End));
        }
        Ok(code)
    }
}

/// The number that an instruction has, if it can be an address.
fn number(operator: &Operator) -> Option<u32> {
    use Operator::*;
    match operator {
        I32Const { value } => Some(value.cast_unsigned()),
        I32Load { memarg }
        | I64Load { memarg }
        | F32Load { memarg }
        | F64Load { memarg }
        | I32Load8S { memarg }
        | I32Load8U { memarg }
        | I32Load16S { memarg }
        | I32Load16U { memarg }
        | I64Load8S { memarg }
        | I64Load8U { memarg }
        | I64Load16S { memarg }
        | I64Load16U { memarg }
        | I64Load32S { memarg }
        | I64Load32U { memarg }
        | I32Store { memarg }
        | I64Store { memarg }
        | F32Store { memarg }
        | F64Store { memarg }
        | I32Store8 { memarg }
        | I32Store16 { memarg }
        | I64Store8 { memarg }
        | I64Store16 { memarg }
        | I64Store32 { memarg } => u32::try_from(memarg.offset).ok(),
        _ => None,
    }
}
