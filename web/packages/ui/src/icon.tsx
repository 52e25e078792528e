/** Line icons, 24 px grid, drawn for this kit. Decorative: the text beside them carries the meaning. */
const paths = {
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  down: "M5 9l7 7 7-7",
  check: "M4.5 12.5l5 5 10-11",
  cross: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM20 20l-4.8-4.8",
  refresh: "M20 12a8 8 0 1 1-2.6-5.9M20 3.5V8h-4.5",
  camera: "M4 8.5h3.2L9 6h6l1.8 2.5H20V19H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01",
  today: "M5 6h14v14H5zM5 10.5h14M9 3.5V7M15 3.5V7M9 15l2 2 4-4",
  orders: "M6 3.5h9l3.5 3.5v13.5H6zM9 10h6.5M9 13.5h6.5M9 17h4",
  bell: "M6 17V11a6 6 0 1 1 12 0v6l1.5 1.5h-15zM10 20.5h4",
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.6-6 7.500-6s6.900 2 7.500 6",
  pin: "M12 21s-6.500-6.200-6.500-11a6.500 6.500 0 0 1 13 0c0 4.800-6.500 11-6.500 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  phone:
    "M6 4h3.500l1.500 4.500-2 1.500c1 2.200 2.800 4 5 5l1.500-2 4.500 1.500V18c0 1.100-.9 2-2 2C10.600 20 4 13.400 4 6c0-1.100.9-2 2-2z",
  clock: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 7v5.200l3.500 2",
  warning: "M12 4l9 16H3zM12 10v4.500M12 17.500h.01",
  info: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 11v5.500M12 7.800h.01",
  offline: "M3 9a14 14 0 0 1 18 0M6 12.500a9.500 9.500 0 0 1 12 0M9 16a5 5 0 0 1 6 0M12 19.500h.01M4 4l16 16",
  file: "M7 3.500h7l4 4v13H7zM14 3.500V8h4",
  lines: "M4 6.500h16M4 12h16M4 17.500h16",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  pen: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  star: "M12 4l2.500 5.200 5.500.8-4 4 1 5.600-5-2.700-5 2.700 1-5.600-4-4 5.500-.8z",
  route:
    "M6 20a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM18 9a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM8.500 17.500H15a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h6.500",
  tools:
    "M14 6a4 4 0 0 1 5-1.500L16.500 7 17 8.500l1.500.5L21 6.500A4 4 0 0 1 15.500 12L8 19.500 4.500 16 12 8.500A4 4 0 0 1 14 6z",
  home: "M4 11l8-7 8 7v9h-5.500v-6h-5v6H4z",
  text_size: "M3 19L8 6l5 13M4.800 14.500h6.400M14.500 19l3.500-9 3.500 9M15.600 16h4.800",
  globe:
    "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM3.500 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  chat: "M4 5h16v11H10l-4.500 4v-4H4z",
  settings:
    "M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 22 }: { name: IconName; size?: number | string }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
