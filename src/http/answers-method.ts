/** Whether what is there for one method answers a request of another: HEAD is GET's (RFC 9110 §9.3.2; M-01, M-12). */
export function answersMethod(own: string, asked: string): boolean {
  return own === asked || (asked === 'HEAD' && own === 'GET')
}
