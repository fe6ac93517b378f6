declare module 'express-4' {
  export { default } from 'express'
}
declare module 'express-4-oldest' {
  export { default } from 'express'
}
declare module 'express-5-oldest' {
  export { default } from 'express'
}
