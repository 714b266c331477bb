//! The module that loads first: of the code only what is used, and everything else that the module has.

use std::collections::BTreeSet;
use std::ops::Range;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, ElementSection, Elements, ExportKind, ExportSection,
    Function as Code, FunctionSection, GlobalSection, ImportSection, Instruction, MemorySection,
    TableSection, TypeSection,
};
use wasmparser::{ExternalKind, FunctionBody, Operator};

use super::constants::{Address, Constants};
use super::module::{Function, Module};
use super::stretch::Stretches;
use super::{Error, memory, unsplittable};
use crate::step::Failed;

/// Writes it, with the code of these stretches and the constants that this code can come to.
pub fn write(module: &Module, used: &BTreeSet<u32>, constants: &Constants) -> Result<Vec<u8>, Error> {
    let table = module.function_table()?;
    let (kept, numbers) = (kept(module, used)?, BTreeSet::new());
    let mut first = First { module, table, used, kept, numbers, seen: Stretches::default() };
    let code = first.code()?;
    let unused = constants.unused(&first.numbers);
    first.write(&code, &unused)
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
    /// The number of the table of functions.
    table: u32,
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
        wasm.section(&self.types()?).section(&self.imports()?).section(&self.signatures());
        wasm.section(&self.tables()?).section(&self.memories()?).section(&self.globals()?);
        wasm.section(&self.exports()?).section(&self.elements());
        wasm.section(code).section(&memory::without(self.module, unused));
        if let Some(features) = &self.module.features {
            let (name, data) = (features.name().into(), features.data().into());
            wasm.section(&CustomSection { name, data });
        }
        Ok(wasm.finish())
    }

    /// The number that a function has here, if it is here.
    fn number(&self, function: Function) -> Option<Function> {
        let own = |place: usize| self.module.imported + place as u32;
        let is_imported = function < self.module.imported;
        if is_imported { Some(function) } else { self.kept.binary_search(&function).ok().map(own) }
    }

    /// The number of the function that stands for all that are not here, and does nothing but trap.
    fn absent(&self) -> Function {
        self.module.imported + self.kept.len() as u32
    }

    fn calls_absent(&self, operator: &Operator) -> bool {
        matches!(operator, Operator::Call { function_index } if self.number(*function_index).is_none())
    }

    /// All of the module's types: wasm-opt drops those that are not used.
    fn types(&mut self) -> Result<TypeSection, Error> {
        let mut types = TypeSection::new();
        let section = self.module.types.clone();
        section.map_or(Ok(()), |section| self.parse_type_section(&mut types, section))?;
        Ok(types)
    }

    fn imports(&mut self) -> Result<ImportSection, Error> {
        let mut imports = ImportSection::new();
        let section = self.module.imports.clone();
        section.map_or(Ok(()), |section| self.parse_import_section(&mut imports, section))?;
        Ok(imports)
    }

    fn signatures(&self) -> FunctionSection {
        let mut functions = FunctionSection::new();
        for function in self.kept.iter().chain([&0]) {
            functions.function(self.module.functions[*function as usize]);
        }
        functions
    }

    fn tables(&mut self) -> Result<TableSection, Error> {
        let mut tables = TableSection::new();
        for table in &self.module.tables {
            tables.table(self.table_type(table.ty)?);
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
        let section = self.module.globals.clone();
        section.map_or(Ok(()), |section| self.parse_global_section(&mut globals, section))?;
        Ok(globals)
    }

    fn exports(&mut self) -> Result<ExportSection, Error> {
        let mut exports = ExportSection::new();
        for export in &self.module.exports {
            if export.kind == ExternalKind::Func {
                let function = self.number(export.index).unwrap_or(self.absent());
                exports.export(export.name, ExportKind::Func, function);
            } else {
                self.parse_export(&mut exports, *export)?;
            }
        }
        Ok(exports)
    }

    /// What the table of functions is filled with: one segment for each run of slots without a hole.
    fn elements(&self) -> ElementSection {
        let mut section = ElementSection::new();
        // The first table is written shorter when it is not named.
        let table = Some(self.table).filter(|table| *table != 0);
        let held: Vec<_> = self.module.elements.iter().collect();
        for run in held.chunk_by(|(slot, _), (next, _)| **next == **slot + 1) {
            let here = |function: &Function| self.number(*function).unwrap_or(self.absent());
            let functions: Vec<_> = run.iter().map(|(_, function)| here(function)).collect();
            let offset = ConstExpr::i32_const(run[0].0.cast_signed());
            section.active(table, &offset, Elements::Functions(functions.into()));
        }
        section
    }

    fn code(&mut self) -> Result<CodeSection, Error> {
        let mut code = CodeSection::new();
        for body in &self.module.bodies {
            self.parse_function_body(&mut code, body.clone())?;
        }
        let mut absent = Code::new([]);
        code.function(absent.instruction(&Instruction::Unreachable).instruction(&Instruction::End));
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
