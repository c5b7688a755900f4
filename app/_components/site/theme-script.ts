/**
 * Runs before the first paint, so that a chosen theme does not flash. The text is fixed: a content security policy can
 * allow it by hash.
 */
export const THEME_SCRIPT =
  'try{var t=localStorage.getItem("theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}';
