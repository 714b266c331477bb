//! A module with its code sorted: instructions together, numbers of locals together, and so on. That compresses better by
//! an eighth. `web/src/sorted.ts` puts it in order again, and is to be changed with this file.
//!
//! The file is still a module, though an empty one, so that hosts compress it as they do modules. All is in a custom
//! section: the heaps in the order of [`Heap`], their lengths, and the length of the module in order.
//!
//! Alignments are left out: they are hints, of which engines make nothing.

use wasmparser::{FunctionBody, Parser, Payload};

use super::{Error, explained, unsplittable};
use crate::step::Outcome;

/// What is put together.
#[derive(Clone, Copy)]
enum Heap {
    /// What comes before the code.
    Before,
    /// What comes after it.
    After,
    /// The codes of instructions.
    Instruction,
    /// How many functions there are, and the locals of each.
    Locals,
    /// The types of blocks.
    Block,
    /// How many blocks are left.
    Branch,
    /// Which function is called.
    Call,
    /// Which local is read: how many others were used since it was; its number before that.
    Get,
    /// Which local is written, told in the same way.
    Set,
    /// From how far behind an address is read.
    Load,
    /// How far behind an address is written.
    Store,
    /// Constants of 64 bits.
    Long,
    /// Constants that are no integers.
    Float,
    /// What else instructions have.
    Rare,
    /// Constants of 32 bits; so many more heaps as there are groups of four instructions, one of which comes next.
    Constant,
}

/// How many heaps there are.
const HEAPS: usize = Heap::Constant as usize + 64;

/// What an empty module is.
const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

/// How long the size of a function, or of all of them, is written.
const SIZE: usize = 5;

/// Sorts a module's code.
///
/// # Errors
/// When the module is broken, or has instructions that this does not know.
pub fn sorted(wasm: &[u8]) -> Outcome<Vec<u8>> {
    Sorter::read(wasm).map(|sorter| sorter.written()).map_err(explained)
}

struct Sorter {
    heaps: Vec<Vec<u8>>,
    /// The length of the module in order.
    length: usize,
}

impl Sorter {
    fn read(wasm: &[u8]) -> Result<Sorter, Error> {
        let mut sorter = Sorter { heaps: vec![Vec::new(); HEAPS], length: 0 };
        let mut end = EMPTY.len();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let Payload::CodeSectionStart { count, unchecked_range, .. } = &payload {
                sorter.put(Heap::Before, &wasm[..end]);
                // Where the section breaks off, the parser says so next.
                sorter.put(Heap::After, wasm.get(unchecked_range.end as usize..).unwrap_or_default());
                sorter.put(Heap::Locals, &written(*count));
                sorter.length += 1 + SIZE;
            }
            if let Payload::CodeSectionEntry(body) = &payload {
                sorter.take(body)?;
            }
            end = payload.as_section().map_or(end, |(_, range)| range.end as usize);
        }
        Ok(sorter)
    }

    fn put(&mut self, heap: Heap, bytes: &[u8]) {
        self.heaps[heap as usize].extend(bytes);
        self.length += bytes.len();
    }

    fn take(&mut self, body: &FunctionBody<'_>) -> Result<(), Error> {
        let (mut code, mut recent) = (Bytes(body.as_bytes()), Vec::new());
        self.length += SIZE;
        let groups = self.take_numbers(&mut code, Heap::Locals, 1)?;
        self.take_numbers(&mut code, Heap::Locals, 2 * groups)?;
        while !code.0.is_empty() {
            self.take_instruction(&mut code, &mut recent)?;
        }
        Ok(())
    }

    fn take_instruction(&mut self, code: &mut Bytes, recent: &mut Vec<u32>) -> Result<(), Error> {
        let instruction = code.take(1)?[0];
        self.put(Heap::Instruction, &[instruction]);
        match instruction {
            // block, loop, if; br, br_if; br_table
            0x02..=0x04 => self.take_numbers(code, Heap::Block, 1).map(drop),
            0x0c | 0x0d => self.take_numbers(code, Heap::Branch, 1).map(drop),
            0x0e => {
                let count = self.take_numbers(code, Heap::Branch, 1)?;
                self.take_numbers(code, Heap::Branch, count + 1).map(drop)
            }
            // call; call_indirect
            0x10 => self.take_numbers(code, Heap::Call, 1).map(drop),
            0x11 => self.take_numbers(code, Heap::Rare, 2).map(drop),
            // local.get; local.set, local.tee
            0x20 => self.take_local(code, Heap::Get, recent),
            0x21 | 0x22 => self.take_local(code, Heap::Set, recent),
            // global.get, global.set, table.get, table.set; memory.size, memory.grow; ref.null, ref.func
            0x23..=0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => self.take_numbers(code, Heap::Rare, 1).map(drop),
            0x28..=0x35 => self.take_address(code, Heap::Load),
            0x36..=0x3e => self.take_address(code, Heap::Store),
            0x41 => self.take_constant(code),
            0x42 => self.take_numbers(code, Heap::Long, 1).map(drop),
            0x43 => code.take(4).map(|float| self.put(Heap::Float, float)),
            0x44 => code.take(8).map(|float| self.put(Heap::Float, float)),
            0xfc => self.take_prefixed(code),
            // Neither has numbers: unreachable, nop, else, end, return, drop, select, ref.is_null, and arithmetic.
            0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => Ok(()),
            _ => Err(unsplittable("it has an instruction that cannot be sorted")),
        }
    }

    /// Instructions of two codes: conversions that do not trap, and what is done with much memory or a table at once.
    fn take_prefixed(&mut self, code: &mut Bytes) -> Result<(), Error> {
        let count = match self.take_numbers(code, Heap::Rare, 1)? {
            0x00..=0x07 => 0,
            0x09 | 0x0b | 0x0d | 0x0f..=0x11 => 1,
            0x08 | 0x0a | 0x0c | 0x0e => 2,
            _ => return Err(unsplittable("it has an instruction that cannot be sorted")),
        };
        self.take_numbers(code, Heap::Rare, count).map(drop)
    }

    fn take_address(&mut self, code: &mut Bytes, heap: Heap) -> Result<(), Error> {
        code.number()?;
        // The alignment.
        self.length += 1;
        self.take_numbers(code, heap, 1).map(drop)
    }

    fn take_local(&mut self, code: &mut Bytes, heap: Heap, recent: &mut Vec<u32>) -> Result<(), Error> {
        let (local, bytes) = code.number()?;
        while !recent.contains(&local) {
            recent.push(recent.len() as u32);
        }
        let place = recent.iter().position(|other| *other == local).unwrap_or_default();
        recent[..=place].rotate_right(1);
        self.heaps[heap as usize].extend(written(place as u32));
        self.length += bytes.len();
        Ok(())
    }

    fn take_constant(&mut self, code: &mut Bytes) -> Result<(), Error> {
        let (_, constant) = code.number()?;
        let next = code.0.first().map_or(0, |next| usize::from(*next) >> 2);
        self.heaps[Heap::Constant as usize + next].extend(constant);
        self.length += constant.len();
        Ok(())
    }

    /// So many numbers; returns the last.
    fn take_numbers(&mut self, code: &mut Bytes, heap: Heap, count: u32) -> Result<u32, Error> {
        let mut last = 0;
        for _ in 0..count {
            let (number, bytes) = code.number()?;
            self.put(heap, bytes);
            last = number;
        }
        Ok(last)
    }

    fn written(&self) -> Vec<u8> {
        let mut section = b"\x06sorted".to_vec();
        section.extend(self.heaps.concat());
        for length in self.heaps.iter().map(Vec::len).chain([self.length]) {
            section.extend((length as u32).to_le_bytes());
        }
        let size = written(section.len() as u32);
        [EMPTY, &[0], &size, &section].concat()
    }
}

/// Code that was not read yet.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or_else(|| unsplittable("its code breaks off"))?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number and its bytes, of which all but the last have their highest bit set. One that has a sign, or more than 32
    /// bits, is not to be looked at.
    fn number(&mut self) -> Result<(u32, &'a [u8]), Error> {
        let length = self.0.iter().take_while(|byte| **byte > 127).count() + 1;
        let bytes = self.take(length)?;
        let number = bytes.iter().rev().fold(0, |number: u32, byte| number << 7 | u32::from(byte & 127));
        Ok((number, bytes))
    }
}

/// A number as modules have it.
fn written(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 127 {
        bytes.push(number as u8 & 127 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module in order, and sorted: what `web/src/sorted.test.ts` reads the other way.
    const BOTH: &str = include_str!("sorted.txt");

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.chars().filter_map(|c| Some(c.to_digit(16)? as u8)).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    #[test]
    fn a_module_is_sorted_by_kind() {
        let (in_order, expected) = BOTH.split_once("\n\n").unwrap();
        assert_eq!(sorted(&bytes(in_order)), Ok(bytes(expected)));
    }

    #[test]
    fn what_breaks_off_is_not_sorted() {
        let module = bytes(BOTH.split_once("\n\n").unwrap().0);
        assert!(sorted(&module[..200]).is_err());
    }
}
