// Simulated time in words.

// `1:23`, `1:02:03`; with tenths of a second where asked for.
export function clock(seconds: number, tenths = false): string {
  const whole = Math.floor(Math.max(0, seconds) + 1e-9);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  const fraction = tenths ? `.${Math.floor((Math.max(0, seconds) + 1e-9 - whole) * 10)}` : '';
  return (hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`) + fraction;
}

// For assistive technology: `1 minute 23 seconds`.
export function spoken(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  const count = (number: number, unit: string) => `${number} ${unit}${number === 1 ? '' : 's'}`;
  return minutes > 0 ? `${count(minutes, 'minute')} ${count(rest, 'second')}` : count(rest, 'second');
}
