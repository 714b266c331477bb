//! The module that takes over: all the code, in the memory, globals and tables of the first module.

use std::ops::Range;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{CodeSection, EntityType, FunctionSection, ImportSection};
use wasmparser::ExternalKind::{self, Func, Global, Memory, Table};

use super::constants::Address;
use super::module::Module;
use super::shared::{FIRST, Gates, finish, name, types};
use super::{Error, memory};
use crate::step::Failed;

/// Writes it, with the constants at these places, which the first module does not have.
pub fn write(module: &Module, gates: &Gates, constants: &[Range<Address>]) -> Result<Vec<u8>, Error> {
    let mut wasm = wasm_encoder::Module::new();
    wasm.section(&types(&mut Copier, module)?).section(&imports(module, gates)?);
    let mut functions = FunctionSection::new();
    for ty in &module.functions[module.imported as usize..] {
        functions.function(*ty);
    }
    let mut code = CodeSection::new();
    for body in &module.bodies {
        Copier.parse_function_body(&mut code, body.clone())?;
    }
    wasm.section(&functions).section(&gates.fill(|function| function)).section(&code);
    wasm.section(&memory::whole(module, constants));
    Ok(finish(wasm, module))
}

/// Copies; functions keep their numbers.
struct Copier;

impl Reencode for Copier {
    type Error = Failed;
}

fn imports(module: &Module, gates: &Gates) -> Result<ImportSection, Error> {
    let mut imports = ImportSection::new();
    let mut import = |kind: ExternalKind, number: u32, ty: EntityType| {
        imports.import(FIRST, &name(kind, number), ty);
    };
    for (number, ty) in (0..module.imported).zip(&module.functions) {
        import(Func, number, EntityType::Function(*ty));
    }
    for (number, table) in (0..).zip(&module.tables) {
        import(Table, number, gates.table_type(&mut Copier, number, table)?.into());
    }
    for (number, memory) in (0..).zip(&module.memories) {
        import(Memory, number, Copier.memory_type(*memory)?.into());
    }
    for (number, global) in (0..).zip(module.globals.clone().into_iter().flatten()) {
        import(Global, number, Copier.global_type(global?.ty)?.into());
    }
    Ok(imports)
}
