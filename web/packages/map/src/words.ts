export const mapWords = {
  map: { zh: "地图", en: "Map" },
  zoomIn: { zh: "放大", en: "Zoom in" },
  zoomOut: { zh: "缩小", en: "Zoom out" },
  noMap: {
    zh: "这个浏览器不能画地图（需要 WebGL）。",
    en: "This browser can't draw the map (it needs WebGL).",
  },
  baseFailed: {
    zh: "底图没有取到，只显示经纬网与地点。请系统管理员检查地图设置。",
    en: "The base map didn't come: only grid and places are shown. Ask an administrator to check the map setting.",
  },
  corner: { zh: "第 {n} 个角，可拖动；按 Delete 删除", en: "Corner {n}: drag it, or press Delete" },
  middle: { zh: "在这条边上加一个角", en: "Add a corner on this edge" },
  pin: { zh: "位置，可拖动", en: "Place: drag it" },
  edge: { zh: "围栏边缘，拖动改变半径", en: "Edge of the fence: drag to change the radius" },
} as const;
