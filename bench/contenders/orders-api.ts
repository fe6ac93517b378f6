import type { Express, RequestHandler } from 'express'

/** Ten resources, as a small API has them. Requests go to one in the middle. */
export const resources: readonly string[] = [
  'menus',
  'tables',
  'guests',
  'bookings',
  'orders',
  'payments',
  'suppliers',
  'deliveries',
  'recipes',
  'reviews',
]

/** The one thing that every contender guards, in front of its handler or in front of all. */
export function serveOrders(app: Express, ...guards: RequestHandler[]): void {
  for (const resource of resources) {
    app.get(`/${resource}/:id`, ...guards, (req, res) => void res.json({ id: req.params.id }))
  }
}
