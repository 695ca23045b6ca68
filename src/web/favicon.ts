export interface Favicon {
  /** Shows a picture on the browser's tab; an empty text stands for the page's own. */
  show(address: string): void;
}

export function ownFavicon(): Favicon {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (!link) return { show: () => {} };
  const [href, type] = [link.href, link.type];
  return {
    show: (address) => {
      link.type = address ? 'image/png' : type;
      link.href = address || href;
    },
  };
}
