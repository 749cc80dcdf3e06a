/**
 * Puts the window together on whatever ports it is given; main.ts gives the real ones. Vue's errorHandler
 * is the edge where what nobody foresaw becomes a sentence: nothing below it swallows an error.
 */
import { createApp, type App as VueApp } from 'vue'
import { createPinia } from 'pinia'
import App from './App.vue'
import { makeRouter } from './router.ts'
import { providePorts, type Ports } from './stores/ports.ts'
import { useProblems } from './stores/problems.ts'

export function mountWindow(ports: Ports, place: string): VueApp {
  providePorts(ports)
  const app = createApp(App)
  app.use(createPinia())
  app.use(makeRouter())
  const problems = useProblems()
  app.config.errorHandler = problems.report
  addEventListener('unhandledrejection', event => problems.report(event.reason))
  addEventListener('error', event => event.error ? problems.report(event.error) : undefined)
  app.mount(place)
  return app
}
