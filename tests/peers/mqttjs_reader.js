// MQTT.js as a subscriber: `node mqttjs_reader.js PORT`. One line a message, as `mosquitto_sub -F '%r %q %t %x'` writes it.
'use strict';
const client = require('mqtt').connect(`mqtt://127.0.0.1:${process.argv[2]}`, { clientId: 'reader-js', reconnectPeriod: 0 });
client.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
client.on('message', (topic, payload, packet) => {
  console.log(`${packet.retain ? 1 : 0} ${packet.qos} ${topic} ${payload.toString('hex')}`);
});
client.subscribe('saldo/1/#', { qos: 1 }, (error) => {
  if (error) throw error;
  console.error('subscribed');
});
process.on('SIGTERM', () => client.end(false, () => process.exit(0)));
