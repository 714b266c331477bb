//! What both modules have to do with: the gates through which they are entered, and the names of what they share.

use std::collections::BTreeMap;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{ConstExpr, CustomSection, ElementSection, Elements, TableType, TypeSection};
use wasmparser::ExternalKind;

use super::Error;
use super::module::{Function, Module, Slot};

/// The name under which the whole imports from the first module.
pub const FIRST: &str = "first";

/// The exported functions: each is called through a slot of the table.
pub struct Gates {
    /// The number of the table of functions.
    pub table: u32,
    /// How many slots it has.
    pub size: u32,
    /// What the table is to hold.
    pub elements: BTreeMap<Slot, Function>,
    /// The slot of each exported function.
    pub slots: BTreeMap<Function, Slot>,
}

impl Gates {
    /// Gives each exported function that the module defines a slot, after those that the module uses itself.
    pub fn new(module: &Module) -> Result<Gates, Error> {
        let table = module.function_table()?;
        let size = module.tables[table as usize].ty.initial as u32;
        let mut gates = Gates { table, size, elements: module.elements.clone(), slots: BTreeMap::new() };
        for export in module.exports.iter().filter(|export| export.kind == ExternalKind::Func) {
            gates.slots.entry(export.index).or_insert_with(|| {
                gates.elements.insert(gates.size, export.index);
                gates.size += 1;
                gates.size - 1
            });
        }
        Ok(gates)
    }

    /// The type of one of the module's tables, with room for the gates.
    pub fn table_type(
        &self,
        writer: &mut impl Reencode<Error = crate::step::Failed>,
        number: u32,
        table: &wasmparser::Table,
    ) -> Result<TableType, Error> {
        let mut ty = writer.table_type(table.ty)?;
        if number == self.table {
            ty.minimum = self.size.into();
            ty.maximum = ty.maximum.map(|most| most.max(ty.minimum));
        }
        Ok(ty)
    }

    /// What the table is filled with, where `number` says which number a function has: one segment for each run of
    /// slots without a hole.
    pub fn fill(&self, number: impl Fn(Function) -> Function) -> ElementSection {
        let mut section = ElementSection::new();
        // The first table is written shorter when it is not named.
        let table = Some(self.table).filter(|table| *table != 0);
        let held: Vec<_> = self.elements.iter().collect();
        for run in held.chunk_by(|(slot, _), (next, _)| **next == **slot + 1) {
            let functions: Vec<_> = run.iter().map(|(_, function)| number(**function)).collect();
            let offset = ConstExpr::i32_const(run[0].0.cast_signed());
            section.active(table, &offset, Elements::Functions(functions.into()));
        }
        section
    }
}

/// The types of the module, of which both have all: wasm-opt drops those that are not used.
pub fn types(
    writer: &mut impl Reencode<Error = crate::step::Failed>,
    module: &Module,
) -> Result<TypeSection, Error> {
    let mut types = TypeSection::new();
    module.types.clone().map_or(Ok(()), |section| writer.parse_type_section(&mut types, section))?;
    Ok(types)
}

/// Ends a module with the list of the features that its code uses.
pub fn finish(mut wasm: wasm_encoder::Module, module: &Module) -> Vec<u8> {
    if let Some(features) = &module.features {
        let (name, data) = (features.name().into(), features.data().into());
        wasm.section(&CustomSection { name, data });
    }
    wasm.finish()
}

/// The name of something that both modules use.
pub fn name(kind: ExternalKind, number: u32) -> String {
    let kind = match kind {
        ExternalKind::Func | ExternalKind::FuncExact => "f",
        ExternalKind::Table => "t",
        ExternalKind::Memory => "m",
        ExternalKind::Global => "g",
        ExternalKind::Tag => "x",
    };
    format!("{kind}{number}")
}
