// The theme that somebody chose for the page, which is remembered.
const key = 'ordinal-theme';

export type Theme = 'auto' | 'light' | 'dark';

export function recallTheme(): Theme {
  try {
    const theme = localStorage.getItem(key);
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    return 'auto';
  }
}

export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    return;
  }
}
