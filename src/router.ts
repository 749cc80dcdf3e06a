/** Addresses of the window. Locked or not is no address: a lock leaves the address as it is and returns to it. */
import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import RosterView from './views/roster/RosterView.vue'
import HouseholdView from './views/household/HouseholdView.vue'

export const makeRouter = (): Router => createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/roster' },
    { path: '/roster', name: 'roster', component: RosterView },
    { path: '/household/:id', name: 'household', component: HouseholdView, props: true },
    { path: '/household/:id/visit', name: 'visit', component: () => import('./views/visit/VisitView.vue'), props: true },
    { path: '/household/:id/screening', name: 'screening', component: () => import('./views/screening/ScreeningView.vue'), props: true },
    { path: '/dashboard', name: 'dashboard', component: () => import('./views/dashboard/DashboardView.vue') },
    { path: '/monitor', name: 'monitor', component: () => import('./views/monitor/MonitorView.vue') },
    { path: '/monitor/case/:id', name: 'case', component: () => import('./views/monitor/CaseView.vue'), props: true },
    { path: '/monitor/meeting/:id', name: 'meeting', component: () => import('./views/meeting/MeetingView.vue'), props: true },
    { path: '/monitor/meeting/:id/screen', name: 'meeting-screen', component: () => import('./views/meeting/MeetingScreen.vue'), props: true },
    { path: '/ledgers', name: 'ledgers', component: () => import('./views/ledger/LedgersView.vue') },
    { path: '/ledgers/:name', name: 'ledger', component: () => import('./views/ledger/LedgerView.vue'), props: true },
    { path: '/checks', name: 'checks', component: () => import('./views/checks/ChecksView.vue') },
    { path: '/paper', name: 'paper', component: () => import('./views/paper/PaperView.vue') },
    { path: '/import', name: 'import', component: () => import('./views/import/ImportView.vue') },
    { path: '/conflicts', name: 'conflicts', component: () => import('./views/conflicts/ConflictsView.vue') },
    { path: '/sync', name: 'sync', component: () => import('./views/sync/SyncView.vue') },
    { path: '/:rest(.*)*', redirect: '/roster' }
  ]
})
