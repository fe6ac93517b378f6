module.exports = {
  testEnvironment: 'node',
  // Jest loads CommonJS; these packages are ES modules, so Babel has to translate them.
  transformIgnorePatterns: ['/node_modules/(?!(portcullis|jose|oauth4webapi)/)'],
}
