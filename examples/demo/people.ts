/** Somebody who can log in to the demo. */
export interface Person {
  /** In addresses and tokens. */
  readonly id: string
  readonly name: string
  /** What the shop has allowed them. */
  readonly scopes: readonly string[]
  readonly may: string
}

export const people: readonly Person[] = [
  {
    id: 'wren',
    name: 'Wren',
    scopes: ['read:orders', 'write:orders'],
    may: 'may see orders, make them and delete them',
  },
  { id: 'robin', name: 'Robin', scopes: ['read:orders'], may: 'may see orders, and nothing else' },
]
